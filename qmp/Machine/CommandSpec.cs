using QmpFuzz.Qmp.Arguments;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Does a command's work: writes <see cref="CommandCall.Result"/>, or calls <see cref="CommandCall.Fail"/>.</summary>
internal delegate void CommandHandler(CommandCall call, VirtualMachine machine);

/// <summary>A command: its name, what it takes, and what it does. Arguments are checked before the handler runs.</summary>
internal sealed record CommandSpec(string Name, CommandHandler Handler, params IReadOnlyList<Parameter> Parameters)
{
    /// <summary>The argument that says which others there are, and those.</summary>
    public string? Tag { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<Parameter>>? Variants { get; init; }

    /// <summary>What it returns; null: an object without members.</summary>
    public ParameterType? Returns { get; init; }

    /// <summary>It may be sent with "exec-oob".</summary>
    public bool AllowsOutOfBand { get; init; }

    /// <summary>It is there and may not be used: what the agent is told with <c>--block-rpcs</c>.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>0xFF goes before its answer, so that a client can find where it begins.</summary>
    public bool IsDelimited { get; init; }

    /// <summary>There is no answer when it succeeds.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Where the client enabled "async", others run while it goes on.</summary>
    public bool IsAsync { get; init; }
}
