namespace QmpFuzz.Replay.Matching;

/// <summary>Which differences between a recorded message and its live counterpart matter; each level includes the ones before it.</summary>
public enum CompareLevel
{
    /// <summary>Nothing that the server says.</summary>
    None,

    /// <summary>Return or error, error classes, ids, event names.</summary>
    Classes,

    /// <summary>Types and members, all the way down; array lengths and values may differ.</summary>
    Shape,

    /// <summary>Values too, except where a rule of the normaliser says that they always differ.</summary>
    Exact,
}
