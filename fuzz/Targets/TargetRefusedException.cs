namespace QmpFuzz.Fuzz.Targets;

/// <summary>What was named as a target cannot be one; the message says why and what would do.</summary>
public sealed class TargetRefusedException : IOException
{
    public TargetRefusedException()
    {
    }

    public TargetRefusedException(string message)
        : base(message)
    {
    }

    public TargetRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
