using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine.Schema;

/// <summary>
/// Writes what query-qmp-schema returns, in QEMU's form (qapi/introspect.json): commands, events, then each type that they use, once.
/// Types have numbers for names, as QEMU's have.
/// </summary>
internal sealed class SchemaWriter
{
    private static readonly StructType Nothing = new([]);

    private readonly List<string> _entities = [];
    private readonly Dictionary<ParameterType, string> _names = [];
    private readonly Queue<ParameterType> _unwritten = new();
    private int _numbers;

    public static byte[] Of(IEnumerable<CommandSpec> commands)
    {
        SchemaWriter writer = new();
        writer.NameOf(Nothing);
        foreach (CommandSpec command in commands)
        {
            writer.Add(command);
        }

        foreach ((string name, StructType? data) in EventSchema.All)
        {
            writer._entities.Add($$"""{"name": "{{name}}", "meta-type": "event", "arg-type": "{{writer.NameOf(data ?? Nothing)}}"}""");
        }

        writer.AddTypes();
        return CanonicalJson.Of($"[{string.Join(", ", writer._entities)}]");
    }

    private void Add(CommandSpec command)
    {
        StructType arguments = command.Parameters.Count == 0 ? Nothing : new StructType(command.Parameters, command.Tag, command.Variants);
        string outOfBand = command.AllowsOutOfBand ? ", \"allow-oob\": true" : "";
        _entities.Add($$"""{"name": "{{command.Name}}", "meta-type": "command", "arg-type": "{{NameOf(arguments)}}", "ret-type": "{{NameOf(command.Returns ?? Nothing)}}"{{outOfBand}}}""");
    }

    private string NameOf(ParameterType type)
    {
        if (_names.TryGetValue(type, out string? name))
        {
            return name;
        }

        name = type switch
        {
            ScalarType { Name: "string" } => "str",
            ScalarType { Name: "integer" } => "int",
            ScalarType => "bool",
            AnyType => "any",
            ArrayType array => $"[{NameOf(array.Element)}]",
            _ => (_numbers++).ToString(CultureInfo.InvariantCulture),
        };
        _names.Add(type, name);
        _unwritten.Enqueue(type);
        return name;
    }

    private void AddTypes()
    {
        while (_unwritten.TryDequeue(out ParameterType? type))
        {
            _entities.Add($$"""{"name": "{{_names[type]}}", {{Describe(type)}}}""");
        }
    }

    private string Describe(ParameterType type) => type switch
    {
        ScalarType scalar => $"\"meta-type\": \"builtin\", \"json-type\": \"{(scalar.Name == "integer" ? "int" : scalar.Name)}\"",
        AnyType => "\"meta-type\": \"builtin\", \"json-type\": \"value\"",
        ArrayType array => $"\"meta-type\": \"array\", \"element-type\": \"{NameOf(array.Element)}\"",
        EnumType choice => Describe([.. choice.Values.Select(Encoding.UTF8.GetString)]),
        StructType members => $"\"meta-type\": \"object\", \"members\": [{Describe(members.Members)}]{DescribeVariants(members)}",
        _ => throw new ArgumentException($"a type that QAPI does not have: {type}", nameof(type)),
    };

    private static string Describe(string[] values)
    {
        string members = string.Join(", ", values.Select(value => $"{{\"name\": \"{value}\"}}"));
        return $"\"meta-type\": \"enum\", \"members\": [{members}], \"values\": [{string.Join(", ", values.Select(value => $"\"{value}\""))}]";
    }

    private string Describe(IReadOnlyList<Parameter> members) => string.Join(", ", members.Select(member =>
        $"{{\"name\": \"{member.Name}\", \"type\": \"{NameOf(member.Type)}\"{(member.Optional ? ", \"default\": null" : "")}}}"));

    private string DescribeVariants(StructType type)
    {
        if (type.Tag is null)
        {
            return "";
        }

        IEnumerable<string> cases = type.Variants!.Select(variant =>
            $"{{\"case\": \"{variant.Key}\", \"type\": \"{NameOf(variant.Value.Count == 0 ? Nothing : new StructType(variant.Value))}\"}}");
        return $", \"tag\": \"{type.Tag}\", \"variants\": [{string.Join(", ", cases)}]";
    }
}
