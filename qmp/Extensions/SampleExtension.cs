using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// A downstream's extension as it should be: <c>__org.qmpfuzz_annotate { "note": string }</c> announces the note to all clients with the
/// event <c>__org.qmpfuzz_ANNOTATED</c>, and refuses a long one with an error class of its own.
/// </summary>
public static class SampleExtension
{
    private const string Domain = "org.qmpfuzz";
    private const string Annotate = "__org.qmpfuzz_annotate";
    private const string Annotated = "__org.qmpfuzz_ANNOTATED";
    private const string NoteTooLong = "__org.qmpfuzz_NoteTooLong";
    private const int LongestNote = 256;

    private static readonly QmpError TooLong = QmpError.Downstream(NoteTooLong, "A note has 256 bytes at most");

    internal static DownstreamExtension Extension { get; } = new(Domain)
    {
        Commands = [new CommandSpec(Annotate, Run, new Parameter("note", ParameterType.String))],
        Events = [Annotated],
        Errors = [(NoteTooLong, Annotate)],
    };

    /// <summary>The dialect with the sample extension.</summary>
    public static ProtocolDialect In(ProtocolDialect dialect)
    {
        ExtensionRegistry registry = new(dialect);
        registry.Register(Extension);
        return registry.Dialect;
    }

    private static void Run(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> note = call.Text("note"u8);
        if (note.Length > LongestNote)
        {
            call.Fail(TooLong);
            return;
        }

        ByteBuffer data = new();
        data.Append("{\"note\": "u8);
        JsonWriter.WriteString(note, data);
        data.Append((byte)'}');
        machine.Raised.Add(MachineEvent.Of(Annotated, Encoding.ASCII.GetString(data.Span)));
    }
}
