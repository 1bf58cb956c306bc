namespace QmpFuzz.Fuzz.Targets;

/// <summary>What can be asked of a target, and so which oracles apply.</summary>
[Flags]
public enum TargetTraits
{
    /// <summary>Code that is called with bytes.</summary>
    None = 0,

    /// <summary>It speaks QMP and logs the conversation: the protocol's rules apply.</summary>
    Conversation = 1,

    /// <summary>The same input does the same again: it can be asked what other chunks of it do.</summary>
    Repeatable = 2,

    /// <summary>A testcase chooses the dialect that it is played in.</summary>
    ChoosesDialect = 4,

    /// <summary>The embedded server.</summary>
    All = Conversation | Repeatable | ChoosesDialect,
}
