using System.Globalization;
using System.Text;

namespace Example;

/// <summary>Twelve bugs, each reached on several ways; what an exception says differs from input to input.</summary>
public static class TwelveBugs
{
    private static readonly int[] Short = [1, 2, 3];

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.Length < 3 || input[0] != '!')
        {
            return;
        }

        string text = Encoding.Latin1.GetString(input[2..]);
        switch (input[1] - 'a')
        {
            case 0: throw new InvalidOperationException(text);
            case 1: Index(input[2]); break;
            case 2: _ = int.Parse(text + "x", CultureInfo.InvariantCulture); break;
            case 3: Nested(text, text.Length % 3); break;
            case 4: Async(text).GetAwaiter().GetResult(); break;
            case 5: new List<string>(Short.Length).RemoveAt(text.Length); break;
            case 6: Divide(text.Length, Short[0] - 1); break;
            case 7: Unbox(text.Length); break;
            case 8: new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 1 }.Add("", text.Length); break;
            case 9: Lambda(text); break;
            case 10: OneOf(text); break;
            case 11: OtherOf(text); break;
            default: break;
        }
    }

    private static void Index(int at) => _ = Short[at + 3];

    private static void Nested(string text, int depth)
    {
        if (depth > 0)
        {
            Nested(text, depth - 1);
            return;
        }

        throw new NotSupportedException(text);
    }

    private static async Task Async(string text)
    {
        await Task.Yield();
        throw new TimeoutException(text);
    }

    private static int Divide(int left, int right) => left / right;

    private static string Unbox(object value) => (string)value;

    private static void Lambda(string text) => Array.ForEach(Short, _ => throw new FormatException(text));

    private static void OneOf(string text) => Throw(text);

    private static void OtherOf(string text) => Throw(text);

    private static void Throw(string text) => throw new ArgumentException(text);
}
