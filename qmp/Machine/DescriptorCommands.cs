using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>getfd, closefd and the fd sets: what is done with descriptors that came over the socket.</summary>
internal static class DescriptorCommands
{
    /// <summary>QEMU has no such limit; here a client must not fill the memory.</summary>
    private const int LongestText = 4096;

    // made before the first testcase: a delegate that the compiler caches costs the first run more than the next
    private static readonly Func<DescriptorSets.Member, string> Shown = Show;
    private static readonly Func<KeyValuePair<long, List<DescriptorSets.Member>>, string> ShownSet = ShowSet;

    private static readonly QmpError NoneSupplied = QmpError.Generic("No file descriptor supplied via SCM_RIGHTS");
    private static readonly QmpError NameWithDigit = QmpError.Generic("Parameter 'fdname' expects a name not starting with a digit");
    private static readonly QmpError NegativeSet = QmpError.Generic("Parameter 'fdset-id' expects a non-negative value");
    private static readonly QmpError NameTooLong = QmpError.Generic("Parameter 'fdname' expects at most 4096 bytes");
    private static readonly QmpError OpaqueTooLong = QmpError.Generic("Parameter 'opaque' expects at most 4096 bytes");
    private static readonly Parameter Name = new("fdname", ParameterType.String);

    private static readonly ParameterType Place = new StructType([new("fdset-id", ParameterType.Integer), new("fd", ParameterType.Integer)]);

    private static readonly ParameterType Sets = ParameterType.ArrayOf(new StructType(
    [
        new("fdset-id", ParameterType.Integer),
        new("fds", ParameterType.ArrayOf(new StructType([new("fd", ParameterType.Integer), new("opaque", ParameterType.String, Optional: true)]))),
    ]));

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("getfd", Get, Name),
        new("closefd", Close, Name),
        new("add-fd", Add, new Parameter("fdset-id", ParameterType.Integer, Optional: true), new Parameter("opaque", ParameterType.String, Optional: true)) { Returns = Place },
        new("remove-fd", Remove, new Parameter("fdset-id", ParameterType.Integer), new Parameter("fd", ParameterType.Integer, Optional: true)),
        new("query-fdsets", Query) { Returns = Sets },
    ];

    private static void Get(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> name = call.Text("fdname"u8);
        if (call.Descriptors.Take() is not { } descriptor)
        {
            call.Fail(NoneSupplied);
        }
        else if (!name.IsEmpty && char.IsAsciiDigit((char)name[0]))
        {
            machine.Released.Add(descriptor);
            call.Fail(NameWithDigit);
        }
        else if (name.Length > LongestText)
        {
            machine.Released.Add(descriptor);
            call.Fail(NameTooLong);
        }
        else
        {
            call.Descriptors.Name(Key(name), descriptor);
        }
    }

    private static void Close(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> name = call.Text("fdname"u8);
        if (!call.Descriptors.Forget(Key(name)))
        {
            call.Fail(NotFound(name));
        }
    }

    private static void Add(CommandCall call, VirtualMachine machine)
    {
        long? id = call.Has("fdset-id"u8) ? call.Int64("fdset-id"u8) : null;
        if (call.Descriptors.Take() is not { } descriptor)
        {
            call.Fail(NoneSupplied);
        }
        else if (id < 0)
        {
            machine.Released.Add(descriptor);
            call.Fail(NegativeSet);
        }
        else if (call.Text("opaque"u8).Length > LongestText)
        {
            machine.Released.Add(descriptor);
            call.Fail(OpaqueTooLong);
        }
        else
        {
            byte[]? opaque = call.TryGet("opaque"u8, out JsonValue text) ? text.Utf8.ToArray() : null;
            long set = machine.DescriptorSets.Add(descriptor, opaque, id);
            call.ReturnCanonical(string.Create(CultureInfo.InvariantCulture, $$"""{"fdset-id": {{set}}, "fd": {{descriptor}}}"""));
        }
    }

    private static void Remove(CommandCall call, VirtualMachine machine)
    {
        long id = call.Int64("fdset-id"u8);
        long? descriptor = call.Has("fd"u8) ? call.Int64("fd"u8) : null;
        if (!machine.DescriptorSets.Remove(id, descriptor))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"fdset-id:{id}")
                + (descriptor is null ? "" : string.Create(CultureInfo.InvariantCulture, $", fd:{descriptor}"));
            call.Fail(NotFound(Encoding.ASCII.GetBytes(name)));
        }
    }

    private static void Query(CommandCall call, VirtualMachine machine)
    {
        call.ReturnCanonical($"[{string.Join(", ", machine.DescriptorSets.HighestFirst.Select(ShownSet))}]");
    }

    private static string ShowSet(KeyValuePair<long, List<DescriptorSets.Member>> set) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"fdset-id": {{set.Key}}, "fds": [{{string.Join(", ", set.Value.Select(Shown))}}]}""");

    private static string Show(DescriptorSets.Member member)
    {
        ByteBuffer opaque = new();
        JsonWriter.WriteString(member.Opaque, opaque);
        string text = member.Opaque is null ? "" : $", \"opaque\": {Encoding.ASCII.GetString(opaque.Span)}";
        return string.Create(CultureInfo.InvariantCulture, $"{{\"fd\": {member.Descriptor}{text}}}");
    }

    // Latin-1 keeps different bytes different, which a decoding of U+0000's two bytes would not
    private static string Key(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);

    private static QmpError NotFound(ReadOnlySpan<byte> name) => QmpError.Generic("File descriptor named '"u8, name, "' not found"u8);
}
