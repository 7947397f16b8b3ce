import type { Dice } from './dice.js';

/** What somebody asks about: the words are invented, the codes are those of data/haibowan. */
export interface Matter {
  category: string;
  /** Who leads by the dispatch catalogue; `subdistrict` where the place decides; none where several rows fit, or no row. */
  lead?: string;
  /** Where it can be, where that is not everywhere in Haibowan. */
  communities?: readonly string[];
  /** A result needs a photo of how it is now. */
  photo: boolean;
  asks: readonly string[];
  done: readonly string[];
}

/** Few, so that their people need not all log in: where a subdistrict leads or a community has a part. */
export const PLAYED_COMMUNITIES = ['haibei-01', 'xinhua-01'] as const;

/** The one community of data/fast-clocks. */
const FAST_COMMUNITIES = ['swift-01'] as const;

export const MATTERS = {
  stalls: {
    category: 'A0101',
    lead: 'urban-management',
    photo: true,
    asks: ['演示:早市散了摊位还占着人行道', '演示:路边摊占道,婴儿车过不去', '演示:晚上烧烤摊把盲道占了'],
    done: ['演示:已劝离摊位并清理地面,连续三天复查', '演示:已引导进入便民市场,现场复查畅通'],
  },
  refuse: {
    category: 'A0202',
    lead: 'sanitation',
    photo: true,
    asks: ['演示:楼下垃圾两天没有清运', '演示:垃圾桶满了,风一吹满院都是'],
    done: ['演示:已清运,并增加每日一次收运', '演示:已清运消杀,调整了收运时间'],
  },
  alley: {
    category: 'A0204',
    lead: 'subdistrict',
    communities: PLAYED_COMMUNITIES,
    photo: true,
    asks: ['演示:巷子里堆着旧家具没人管', '演示:背街小巷积了一层煤灰'],
    done: ['演示:已组织清理,楼门长每周查看', '演示:旧家具已清走,巷口立了告示'],
  },
  road: {
    category: 'B0101',
    lead: 'housing',
    photo: true,
    asks: ['演示:路口有个坑,下雨看不见', '演示:路面塌了一角,车都绕着走'],
    done: ['演示:已铣刨重铺,复查平整', '演示:坑槽已修补,明年列入大修'],
  },
  lamp: {
    category: 'B0201',
    lead: 'housing',
    photo: false,
    asks: ['演示:小区门前一排路灯不亮', '演示:路灯一闪一闪,照不见台阶', '演示:学校门口路灯坏了三盏'],
    done: ['演示:已更换灯具和线路,夜间复查正常', '演示:控制箱已修复,照明恢复'],
  },
  heat: {
    category: 'C0101',
    lead: 'heating',
    photo: false,
    asks: ['演示:家里只有十五度,老人受不了', '演示:暖气片上半截是凉的'],
    done: ['演示:已入户测温并疏通支管,室温达标', '演示:楼栋平衡阀已调节,回访室温二十一度'],
  },
  lift: {
    category: 'D0203',
    lead: 'market-regulation',
    photo: false,
    asks: ['演示:电梯一周停了四次', '演示:电梯门关不严,吓着孩子'],
    done: ['演示:已责令维保单位更换门机并检验合格', '演示:曳引机已检修,恢复运行'],
  },
  kerb: {
    category: 'D0303',
    lead: 'subdistrict',
    communities: PLAYED_COMMUNITIES,
    photo: false,
    asks: ['演示:小区车位不够,消防通道上也停车', '演示:外来车辆占了业主车位'],
    done: ['演示:议事后划定临停时段,结果已公示', '演示:居民议事会已定车位规则并试行'],
  },
  noise: {
    category: 'F0102',
    lead: 'police',
    photo: false,
    asks: ['演示:广场音响夜里十点还在响', '演示:楼上半夜装修敲墙'],
    done: ['演示:已到场劝止,约定活动时间', '演示:已告知规定并取得承诺'],
  },
  smell: {
    category: 'F0203',
    photo: false,
    asks: ['演示:傍晚一股刺鼻味,不知哪里来的', '演示:刮西风就有怪味'],
    done: ['演示:已查明来源并密闭堆场', '演示:已排查周边,来源处已整改'],
  },
  wages: {
    category: 'H0101',
    lead: 'human-resources',
    photo: false,
    asks: ['演示:工地欠了两个月工资', '演示:试用期工资一直不发'],
    done: ['演示:已责令支付,工资到账', '演示:已立案并先行垫付'],
  },
  papers: {
    category: 'L0301',
    lead: 'government-services',
    photo: false,
    asks: ['演示:办个体营业执照要带什么材料', '演示:周末能不能办居住证明'],
    done: ['演示:所需材料、地点和时限已一次告知', '演示:可网上办理,流程已发送'],
  },
  pothole: {
    category: 'Q0101',
    lead: 'swift-works',
    communities: FAST_COMMUNITIES,
    photo: false,
    asks: ['演示:快钟街上有个坑', '演示:分针巷路面破损'],
    done: ['演示:已修补,复查平整'],
  },
  odour: {
    category: 'Q0201',
    communities: FAST_COMMUNITIES,
    photo: false,
    asks: ['演示:快钟街有怪味', '演示:分针巷气味刺鼻'],
    done: ['演示:来源已查明'],
  },
} as const satisfies Record<string, Matter>;
export type MatterName = keyof typeof MATTERS;

/** The communities of data/haibowan, by how many a subdistrict or town has. */
const COMMUNITIES_OF = {
  fenghuangling: 7,
  haibei: 6,
  xinhua: 6,
  xinhuaxi: 6,
  binhe: 5,
  linyin: 5,
  qianlishan: 7,
} as const;

export const COMMUNITIES: readonly string[] = Object.entries(COMMUNITIES_OF).flatMap(([subdistrict, count]) =>
  Array.from({ length: count }, (_, index) => `${subdistrict}-0${String(index + 1)}`),
);

/** The subdistrict or town of a community. */
export function subdistrictOf(community: string): string {
  return community.slice(0, community.lastIndexOf('-'));
}

const SURNAMES = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '包', '白', '云', '何'];
const BORN = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'];

/** A resident who is not: the name says so. */
export function nameOf(dice: Dice): string {
  return `演示·${dice.pick(SURNAMES)}${dice.pick(BORN)}`;
}

export const REMARKS = {
  content: ['演示:办得快,谢谢', '演示:师傅很耐心', '演示:问题解决了'],
  discontent: ['演示:只来看了看,没有修', '演示:第二天又坏了', '演示:没人联系过我'],
} as const;
