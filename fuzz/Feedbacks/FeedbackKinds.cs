namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>What guides a campaign.</summary>
[Flags]
public enum FeedbackKinds
{
    None = 0,

    /// <summary>Control-flow edges and how often they are passed. Without them a testcase is kept for the others' sake only.</summary>
    Edges = 1,

    /// <summary>Operands of comparisons: mutators put them in.</summary>
    Comparisons = 2,

    /// <summary>Steps from one protocol state to another, and the parser's states.</summary>
    State = 4,

    /// <summary>Which commands complete one after the other, and whose answers follow each other.</summary>
    Order = 8,

    All = Edges | Comparisons | State | Order,
}
