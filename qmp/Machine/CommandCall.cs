using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>One run of a command: what the handler is given, and what it leaves. Reused from command to command.</summary>
internal sealed class CommandCall
{
    private JsonValue? _arguments;

    /// <summary>What the command returns, as JSON in QEMU's order of members; left empty it is {}.</summary>
    public ByteBuffer Result { get; } = new();

    public QmpError? Error { get; private set; }

    /// <summary>Microseconds that the command takes, 0 if it is done at once.</summary>
    public long Duration { get; private set; }

    /// <summary>What the client has negotiated, for commands that negotiate.</summary>
    public Negotiation Negotiation { get; private set; } = new();

    /// <summary>The commands there are for the client now.</summary>
    public CommandTable Commands { get; private set; } = new([]);

    /// <summary>The command that runs.</summary>
    public CommandSpec? Command { get; private set; }

    /// <summary>The descriptors of the monitor that the command came from.</summary>
    public MonitorDescriptors Descriptors { get; private set; } = new([]);

    public void Begin(CommandSpec command, CommandTable commands, Negotiation negotiation, MonitorDescriptors descriptors, JsonValue? arguments)
    {
        (Command, Commands, Negotiation, Descriptors) = (command, commands, negotiation, descriptors);
        _arguments = arguments;
        Clear();
    }

    /// <summary>Nothing is left of the last one: as after a command that returns {} at once.</summary>
    public void Clear()
    {
        Result.Clear();
        Error = null;
        Duration = 0;
    }

    public bool Has(ReadOnlySpan<byte> name) => _arguments is { } arguments && arguments.TryGet(name, out _);

    public bool TryGet(ReadOnlySpan<byte> name, out JsonValue value)
    {
        value = default;
        return _arguments is { } arguments && arguments.TryGet(name, out value);
    }

    /// <summary>A string argument, or empty if it was left out.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> name) => TryGet(name, out JsonValue value) ? value.Utf8 : default;

    public long Int64(ReadOnlySpan<byte> name, long absent = 0) => TryGet(name, out JsonValue value) ? value.Int64 : absent;

    public bool IsTrue(ReadOnlySpan<byte> name, bool absent = false) => TryGet(name, out JsonValue value) ? value.Kind == JsonKind.True : absent;

    public void Return(ReadOnlySpan<byte> json) => Result.Append(json);

    /// <summary>The same for JSON that does not look as QEMU would write it.</summary>
    public void ReturnCanonical(string json) => CanonicalJson.Write(json, Result);

    public void Fail(QmpError error) => Error = error;

    /// <summary>The command goes on for some time; its result is sent when it ends.</summary>
    public void Take(long microseconds) => Duration = microseconds;
}
