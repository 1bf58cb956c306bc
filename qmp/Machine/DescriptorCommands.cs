using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>getfd, closefd and the fd sets. No descriptor ever arrives at this machine yet, so there is none to find.</summary>
internal static class DescriptorCommands
{
    private static readonly QmpError NoneSupplied = QmpError.Generic("No file descriptor supplied via SCM_RIGHTS");
    private static readonly Parameter Name = new("fdname", ParameterType.String);

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("getfd", static (call, _) => call.Fail(NoneSupplied), Name),
        new("closefd", static (call, _) => call.Fail(NotFound(call.Text("fdname"u8))), Name),
        new("add-fd", static (call, _) => call.Fail(NoneSupplied), new Parameter("fdset-id", ParameterType.Integer, Optional: true), new Parameter("opaque", ParameterType.String, Optional: true)),
        new("remove-fd", static (call, _) => Remove(call), new Parameter("fdset-id", ParameterType.Integer), new Parameter("fd", ParameterType.Integer, Optional: true)),
        new("query-fdsets", static (call, _) => call.Return("[]"u8)),
    ];

    private static void Remove(CommandCall call)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"fdset-id:{call.Int64("fdset-id"u8)}");
        if (call.Has("fd"u8))
        {
            name += string.Create(CultureInfo.InvariantCulture, $", fd:{call.Int64("fd"u8)}");
        }

        call.Fail(NotFound(Encoding.ASCII.GetBytes(name)));
    }

    private static QmpError NotFound(ReadOnlySpan<byte> name) => QmpError.Generic("File descriptor named '"u8, name, "' not found"u8);
}
