using System.Buffers;
using System.Text;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Generation;

/// <summary>Writes values of a schema's types.</summary>
internal sealed class ValueWriter(QmpSchema schema, MentionedValues mentioned, DeterministicRandom random, Obedience obedience)
{
    // deeper down there are no optional members, no elements, and the simplest of several types
    private const int EnoughLevels = 4;

    // a schema that never ends this way is cut off: its values are wrong then
    private const int MostLevels = 32;

    private const int DeviateEvery = 6;

    private static readonly byte[][] Texts = RandomJson.Words("\"a\"", "\"d0\"", "\"id0\"", "\"\"", "\"/machine\"", "\"none\"", "\"0\"", "\"a-b_c.d\"");
    private static readonly byte[][] Numbers = RandomJson.Words("0", "1", "2", "3", "8", "100");
    private static readonly byte[][] Fractions = RandomJson.Words("0", "0.5", "1", "42.25");
    private static readonly byte[][] LimitNumbers = RandomJson.Words(
        "-1", "127", "128", "255", "256", "32767", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1.5", "1e3", "-0", "1e999");

    private static readonly byte[][] Anything = RandomJson.Words("null", "true", "0", "\"x\"", "[]", "{}");

    /// <summary>Writes a value of the type with that name.</summary>
    public void Write(IBufferWriter<byte> output, string type, int level)
    {
        if (Deviates() || level > MostLevels)
        {
            RandomJson.Write(output, random, 2);
            return;
        }

        switch (schema.Find(type))
        {
            case BuiltinSchema builtin: WriteBuiltin(output, builtin.JsonType); break;
            case EnumSchema values: WriteName(output, random.Pick<string>([.. values.Values])); break;
            case ArraySchema array: WriteArray(output, array, level); break;
            case AlternateSchema alternate: Write(output, Choose(alternate, level), level + 1); break;
            case ObjectSchema members: WriteObject(output, members, level); break;
            default: output.Write("{}"u8); break;
        }
    }

    private bool Deviates() => obedience == Obedience.Deviating && random.OneIn(DeviateEvery);

    private void WriteBuiltin(IBufferWriter<byte> output, string jsonType)
    {
        switch (jsonType)
        {
            case "string": WriteText(output); break;
            case "int": output.Write(random.Pick<byte[]>(Deviates() ? LimitNumbers : Numbers)); break;
            case "number": output.Write(random.Pick<byte[]>(Deviates() ? LimitNumbers : Fractions)); break;
            case "boolean": output.Write(random.OneIn(2) ? "true"u8 : "false"u8); break;
            case "null": output.Write("null"u8); break;
            default: output.Write(random.Pick<byte[]>(Anything)); break;
        }
    }

    /// <summary>A text that means something to the server as often as not.</summary>
    private void WriteText(IBufferWriter<byte> output) =>
        output.Write(mentioned.Count > 0 && random.OneIn(2) ? mentioned.Pick(random) : random.Pick<byte[]>(Texts));

    private static void WriteName(IBufferWriter<byte> output, string name)
    {
        output.Write("\""u8);
        output.Write(Encoding.UTF8.GetBytes(name));
        output.Write("\""u8);
    }

    private void WriteArray(IBufferWriter<byte> output, ArraySchema array, int level)
    {
        int count = level >= EnoughLevels ? 0 : random.Below(3);
        output.Write("["u8);
        for (int i = 0; i < count; i++)
        {
            output.Write(i > 0 ? ","u8 : ""u8);
            Write(output, array.Element, level + 1);
        }

        output.Write("]"u8);
    }

    /// <summary>Deep down the one without members, so that it ends.</summary>
    private string Choose(AlternateSchema alternate, int level) =>
        (level >= EnoughLevels ? alternate.Types.FirstOrDefault(type => schema.Find(type) is BuiltinSchema or EnumSchema) : null)
        ?? alternate.Types[random.Below(alternate.Types.Count)];

    private void WriteObject(IBufferWriter<byte> output, ObjectSchema type, int level)
    {
        bool isFirst = true;
        string? variant = null;
        output.Write("{"u8);
        foreach (SchemaMember member in type.Members.Values)
        {
            if (member.Name == type.Tag && PickVariant(type, member, level) is { } choice)
            {
                variant = type.Variants.GetValueOrDefault(choice);
                WriteMemberName(output, member.Name, ref isFirst);
                WriteName(output, choice);
            }
            else
            {
                WriteMember(output, member, level, ref isFirst);
            }
        }

        foreach (SchemaMember member in variant is null ? [] : (schema.Find(variant) as ObjectSchema)?.Members.Values ?? [])
        {
            WriteMember(output, member, level, ref isFirst);
        }

        if (Deviates())
        {
            WriteMemberName(output, "x-more", ref isFirst);
            RandomJson.WriteScalar(output, random);
        }

        output.Write("}"u8);
    }

    private void WriteMember(IBufferWriter<byte> output, SchemaMember member, int level, ref bool isFirst)
    {
        bool isLeftOut = member.Optional ? level >= EnoughLevels || !random.OneIn(3) : Deviates();
        if (!isLeftOut)
        {
            WriteMemberName(output, member.Name, ref isFirst);
            Write(output, member.Type, level + 1);
        }
    }

    private static void WriteMemberName(IBufferWriter<byte> output, string name, ref bool isFirst)
    {
        output.Write(isFirst ? ""u8 : ","u8);
        WriteName(output, name);
        output.Write(":"u8);
        isFirst = false;
    }

    /// <summary>A value of the tag; null if the tag may be left out, and is.</summary>
    private string? PickVariant(ObjectSchema type, SchemaMember tag, int level)
    {
        if (schema.Find(tag.Type) is not EnumSchema { Values: { Count: > 0 } values })
        {
            return null;
        }

        // deep down a variant that asks for no more, if there is one
        string? simple = level >= EnoughLevels ? values.FirstOrDefault(value => !type.Variants.TryGetValue(value, out string? more) || IsEmpty(more)) : null;
        return simple ?? values[random.Below(values.Count)];
    }

    private bool IsEmpty(string type) => schema.Find(type) is ObjectSchema { Tag: null } members && members.Members.Values.All(member => member.Optional);
}
