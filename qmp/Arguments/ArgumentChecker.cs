using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Arguments;

/// <summary>
/// Checks arguments against a command's parameters in the order of its schema, with the texts of QEMU's
/// qobject-input-visitor.c; members that the schema does not know come last.
/// </summary>
internal sealed class ArgumentChecker
{
    private static readonly JsonMessage Empty = NoArguments();

    // where the checker stands: names of members and indexes of elements, outermost first
    private readonly List<Step> _path = [];

    /// <summary>What is wrong with the arguments, or null.</summary>
    public QmpError? Check(
        JsonValue? arguments, IReadOnlyList<Parameter> parameters, string? tag = null, IReadOnlyDictionary<string, IReadOnlyList<Parameter>>? variants = null)
    {
        _path.Clear();
        return CheckMembers(arguments ?? Empty.Root, parameters, tag, variants);
    }

    private static JsonMessage NoArguments()
    {
        JsonMessage message = new();
        message.Add(JsonKind.Object, 0);
        return message;
    }

    private QmpError? CheckMembers(
        JsonValue value, IReadOnlyList<Parameter> members, string? tag, IReadOnlyDictionary<string, IReadOnlyList<Parameter>>? variants)
    {
        QmpError? error = CheckKnown(value, members);
        IReadOnlyList<Parameter> variant = [];
        if (error is null && tag is not null && value.TryGet(Encoding.UTF8.GetBytes(tag), out JsonValue chosen)
            && variants!.TryGetValue(Encoding.UTF8.GetString(chosen.Utf8), out IReadOnlyList<Parameter>? found))
        {
            variant = found;
            error = CheckKnown(value, variant);
        }

        return error ?? CheckUnknown(value, members, variant);
    }

    private QmpError? CheckKnown(JsonValue value, IReadOnlyList<Parameter> members)
    {
        for (int i = 0; i < members.Count; i++)             // not foreach: an interface's enumerator is an allocation a command
        {
            Parameter parameter = members[i];
            QmpError? error = null;
            _path.Add(new Step(parameter.Utf8Name, 0));
            if (value.TryGet(parameter.Utf8Name, out JsonValue argument))
            {
                error = CheckType(argument, parameter.Type);
            }
            else if (!parameter.Optional)
            {
                error = QmpError.MissingParameter(FullName());
            }

            if (error is not null)
            {
                return error;
            }

            Leave();
        }

        return null;
    }

    private QmpError? CheckUnknown(JsonValue value, IReadOnlyList<Parameter> members, IReadOnlyList<Parameter> variant)
    {
        foreach (JsonMember member in value)
        {
            if (!Knows(members, member.Name) && !Knows(variant, member.Name))
            {
                _path.Add(new Step(member.Name.ToArray(), 0));
                return QmpError.UnexpectedParameter(FullName());
            }
        }

        return null;
    }

    private static bool Knows(IReadOnlyList<Parameter> parameters, ReadOnlySpan<byte> name)
    {
        foreach (Parameter parameter in parameters)
        {
            if (name.SequenceEqual(parameter.Utf8Name))
            {
                return true;
            }
        }

        return false;
    }

    private QmpError? CheckType(JsonValue value, ParameterType type) => type switch
    {
        ScalarType scalar => Fits(value.Kind, scalar.Name) ? null : WrongType(scalar.Name),
        EnumType choice => CheckEnum(value, choice),
        ArrayType array => CheckArray(value, array.Element),
        StructType members => value.Kind == JsonKind.Object ? CheckMembers(value, members.Members, members.Tag, members.Variants) : WrongType("object"),
        _ => null,
    };

    private static bool Fits(JsonKind kind, string type) => type switch
    {
        "string" => kind == JsonKind.String,
        "integer" => kind == JsonKind.Int64,
        _ => kind is JsonKind.True or JsonKind.False,
    };

    private QmpError? CheckEnum(JsonValue value, EnumType choice)
    {
        if (value.Kind != JsonKind.String)
        {
            return WrongType("string");
        }

        foreach (byte[] allowed in choice.Values)
        {
            if (value.Utf8.SequenceEqual(allowed))
            {
                return null;
            }
        }

        // QEMU gives the bare name here, and an element of a list has none
        return QmpError.ParameterValue(_path[^1].Name ?? "null"u8, value.Utf8, NearestName());
    }

    private QmpError? CheckArray(JsonValue value, ParameterType element)
    {
        if (value.Kind != JsonKind.Array)
        {
            return WrongType("array");
        }

        int index = 0;
        foreach (JsonMember member in value)
        {
            _path.Add(new Step(null, index++));
            if (CheckType(member.Value, element) is { } error)
            {
                return error;
            }

            Leave();
        }

        return null;
    }

    private QmpError WrongType(string expected) => QmpError.ParameterType(FullName(), expected);

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>The innermost name; an element of a list has none, so the list's.</summary>
    private byte[] NearestName() => _path.FindLast(step => step.Name is not null).Name!;

    /// <summary>Such as <c>instances[0].id</c>.</summary>
    private byte[] FullName()
    {
        List<byte> name = [];
        foreach (Step step in _path)
        {
            if (step.Name is null)
            {
                name.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[{step.Index}]")));
                continue;
            }

            name.AddRange(name.Count > 0 ? "."u8 : default);
            name.AddRange(step.Name);
        }

        return [.. name];
    }

    /// <summary>Into a member, or without a name into an element.</summary>
    private readonly record struct Step(byte[]? Name, int Index);
}
