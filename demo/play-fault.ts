/** The service cannot be played, or did not do as the play expects: a sentence for the person at the keyboard. */
export class PlayFault extends Error {
  override readonly name = 'PlayFault';
}
