using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine.Jobs;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine.Block;

/// <summary>Commands that make block nodes, remove them and tell what there is.</summary>
internal static class BlockCommands
{
    /// <summary>A null-co node shows a disk of 1 GiB unless it is told another size.</summary>
    public const long NullSize = 1L << 30;

    private const int LongestFileName = 4096;

    // made before the first testcase: a delegate that the compiler caches costs the first run more than the next
    private static readonly Func<BlockNode, string> Shown = Show;

    private static readonly QmpError NoName = QmpError.Generic("'node-name' must be specified for the root node");
    private static readonly QmpError FileNameTooLong = QmpError.Generic("Parameter 'filename' expects at most 4096 bytes");
    private static readonly Parameter NodeName = new("node-name", ParameterType.String);
    private static readonly Parameter File = new("file", ParameterType.String);
    private static readonly Parameter FileName = new("filename", ParameterType.String);
    private static readonly Parameter Size = new("size", ParameterType.Integer, Optional: true);
    private static readonly ParameterType Drivers = ParameterType.Enum("null-co", "null-aio", "file", "raw", "qcow2");

    private static readonly StructType Node = new(
        [new Parameter("driver", Drivers), NodeName with { Optional = true }, new Parameter("read-only", ParameterType.Boolean, Optional: true)],
        Tag: "driver",
        Variants: new Dictionary<string, IReadOnlyList<Parameter>>
        {
            ["null-co"] = [Size],
            ["null-aio"] = [Size],
            ["file"] = [FileName],
            ["raw"] = [File],
            ["qcow2"] = [File, new Parameter("backing", ParameterType.String, Optional: true)],
        });

    private static readonly StructType CreateOptions = new(
        [new Parameter("driver", ParameterType.Enum("file", "qcow2"))],
        Tag: "driver",
        Variants: new Dictionary<string, IReadOnlyList<Parameter>>
        {
            ["file"] = [FileName, Size with { Optional = false }],
            ["qcow2"] =
            [
                File, Size with { Optional = false }, new Parameter("backing-file", ParameterType.String, Optional: true), new Parameter("backing-fmt", ParameterType.String, Optional: true),
            ],
        });

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("blockdev-add", Add, Node.Members) { Tag = Node.Tag, Variants = Node.Variants },
        new("blockdev-del", Delete, NodeName),
        new("blockdev-create", CreateImage, new Parameter("job-id", ParameterType.String), new Parameter("options", CreateOptions)),
        new("query-block", static (call, _) => call.Return("[]"u8)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
        new("query-named-block-nodes", Query, new Parameter("flat", ParameterType.Boolean, Optional: true)) { Returns = ParameterType.ArrayOf(ParameterType.Any) },
    ];

    private static void Add(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> name = call.Text("node-name"u8);
        QmpError? error = !call.Has("node-name"u8) ? NoName
            : machine.Nodes.Refusal(name)
            ?? Missing(call, machine, "file"u8)
            ?? Missing(call, machine, "backing"u8)
            ?? (call.Text("filename"u8).Length > LongestFileName ? FileNameTooLong : null);
        if (error is not null)
        {
            call.Fail(error);
            return;
        }

        machine.Nodes.Add(new BlockNode(Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(call.Text("driver"u8)))
        {
            FileName = ShowText(call.Text("filename"u8)),
            File = machine.Nodes.Find(call.Text("file"u8)),
            Backing = machine.Nodes.Find(call.Text("backing"u8)),
            Size = call.Int64("size"u8, absent: call.Has("filename"u8) ? 0 : NullSize),
        });
    }

    private static QmpError? Missing(CommandCall call, VirtualMachine machine, ReadOnlySpan<byte> member)
    {
        ReadOnlySpan<byte> name = call.Text(member);
        return call.Has(member) && machine.Nodes.Find(name) is null ? BlockNodes.NotFound(name) : null;
    }

    private static void Delete(CommandCall call, VirtualMachine machine)
    {
        ReadOnlySpan<byte> name = call.Text("node-name"u8);
        if (machine.Nodes.Find(name) is not { } node)
        {
            call.Fail(QmpError.Generic("Failed to find node with node-name='"u8, name, "'"u8));
        }
        else if (machine.Nodes.IsUsed(node) || machine.Jobs.All.Any(job => job.Settings.Nodes.Contains(node.Name)))
        {
            call.Fail(QmpError.Generic($"Block device {node.Name} is in use"));
        }
        else
        {
            machine.Nodes.Remove(node);
        }
    }

    private static void CreateImage(CommandCall call, VirtualMachine machine)
    {
        call.TryGet("options"u8, out JsonValue options);
        options.TryGet("size"u8, out JsonValue size);
        BlockNode? file = null;
        if (options.TryGet("file"u8, out JsonValue name) && (file = machine.Nodes.Find(name.Utf8)) is null)
        {
            call.Fail(BlockNodes.NotFound(name.Utf8));
            return;
        }

        JobSettings settings = new(Encoding.UTF8.GetString(call.Text("job-id"u8)), "create") { Length = 1, DismissesItself = false };
        if (machine.Jobs.Start(settings) is { } error)
        {
            call.Fail(error);
        }
        else if (file is not null)
        {
            file.Size = Math.Max(0, size.Int64);
        }
    }

    private static void Query(CommandCall call, VirtualMachine machine) =>
        call.ReturnCanonical($"[{string.Join(", ", machine.Nodes.NewestFirst.Select(Shown))}]");

    private static string Show(BlockNode node) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"node-name": "{{node.Name}}", "drv": "{{node.Driver}}", "file": "{{FileOf(node)}}", "ro": false, "encrypted": false, "detect_zeroes": "off", "write_threshold": 0,
        "iops": 0, "iops_rd": 0, "iops_wr": 0, "bps": 0, "bps_rd": 0, "bps_wr": 0, "backing_file_depth": {{(node.Backing is null ? 0 : 1)}},
        "cache": {"no-flush": false, "direct": false, "writeback": true},
        "image": {"filename": "{{FileOf(node)}}", "format": "{{node.Driver}}", "virtual-size": {{node.Size}}, "actual-size": 0{{(node.Driver == "null-co" ? "" : ", \"dirty-flag\": false")}}} }
        """);

    private static string FileOf(BlockNode node) => node.File is { } file ? FileOf(file) : node.FileName.Length > 0 ? node.FileName : $"{node.Driver}://";

    /// <summary>A text as it stands between the quotes of JSON.</summary>
    private static string ShowText(ReadOnlySpan<byte> text)
    {
        ByteBuffer escaped = new();
        JsonWriter.WriteEscaped(text, escaped);
        return Encoding.ASCII.GetString(escaped.Span);
    }
}
