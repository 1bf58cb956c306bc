using QmpFuzz.Qmp.Arguments;

namespace QmpFuzz.Qmp.Machine;

/// <summary>Does a command's work: writes <see cref="CommandCall.Result"/>, or calls <see cref="CommandCall.Fail"/>.</summary>
internal delegate void CommandHandler(CommandCall call, VirtualMachine machine);

/// <summary>A command: its name, what it takes, and what it does. Arguments are checked before the handler runs.</summary>
internal sealed record CommandSpec(string Name, CommandHandler Handler, params IReadOnlyList<Parameter> Parameters)
{
    /// <summary>It may be sent with "exec-oob".</summary>
    public bool AllowsOutOfBand { get; init; }

    /// <summary>Where the client enabled "async", others run while it goes on.</summary>
    public bool IsAsync { get; init; }
}
