namespace QmpFuzz.Qmp.Rules;

/// <summary>What a server may still hold when every client has left. The number is what a log has for it.</summary>
public enum Remainder
{
    Nothing,

    /// <summary>Input of a client that is gone.</summary>
    Input,

    /// <summary>A monitor that would not read from its next client.</summary>
    Suspension,

    /// <summary>A command that nobody can finish any more.</summary>
    Command,

    /// <summary>A descriptor that was never released.</summary>
    Descriptor,

    /// <summary>A descriptor that was released twice.</summary>
    ReleasedDescriptor,
}
