using System.Buffers;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Random JSON values of every type.</summary>
internal static class RandomJson
{
    private static readonly byte[][] Scalars = Words(
        "null", "true", "false", "0", "1", "-1", "42", "\"\"", "\"a\"", "'a'", "\"x-y\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\u00e9\"", "\"\x7f\"",
        "-0", "1.5", "0.1", "1e22", "1e999", "-1e999", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "-9223372036854775809", "123456789012345678901234567890", "1e-400", "{}", "[]");

    private static readonly byte[][] Names = Words("\"a\"", "\"id\"", "\"b\"", "\"execute\"", "\"return\"", "\"error\"", "\"\"", "\"data\"");

    /// <summary>A value at most that many levels deep.</summary>
    public static void Write(IBufferWriter<byte> output, DeterministicRandom random, int levels)
    {
        if (levels == 0 || random.OneIn(4))
        {
            output.Write(random.Pick<byte[]>(Scalars));
            return;
        }

        bool isObject = random.OneIn(2);
        int count = random.Few(3);
        output.Write(isObject ? "{"u8 : "["u8);
        for (int i = 0; i < count; i++)
        {
            output.Write(i > 0 ? ","u8 : ""u8);
            if (isObject)
            {
                output.Write(Names[(random.Below(Names.Length) + i) % Names.Length]);
                output.Write(":"u8);
            }

            Write(output, random, levels - 1);
        }

        output.Write(isObject ? "}"u8 : "]"u8);
    }

    /// <summary>A value of exactly that many arrays and objects around a scalar.</summary>
    public static void WriteNested(IBufferWriter<byte> output, DeterministicRandom random, int levels)
    {
        ulong shape = random.Next();
        for (int i = 0; i < levels; i++)
        {
            output.Write(IsObject(shape, i) ? "{\"a\":"u8 : "["u8);
        }

        output.Write(random.Pick<byte[]>(Scalars));
        for (int i = levels - 1; i >= 0; i--)
        {
            output.Write(IsObject(shape, i) ? "}"u8 : "]"u8);
        }
    }

    public static void WriteScalar(IBufferWriter<byte> output, DeterministicRandom random) => output.Write(random.Pick<byte[]>(Scalars));

    private static bool IsObject(ulong shape, int level) => ((shape >> (level % 64)) & 1) == 1;

    /// <summary>Texts as the bytes that stand for them.</summary>
    public static byte[][] Words(params string[] words) => [.. words.Select(System.Text.Encoding.UTF8.GetBytes)];
}
