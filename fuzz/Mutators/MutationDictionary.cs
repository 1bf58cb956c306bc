using System.Globalization;
using System.Text;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Words to put into testcases, from a dictionary in AFL's format: <c>name="value"</c> lines, with \xNN, \" and \\ in the value, and # comments.</summary>
internal sealed class MutationDictionary
{
    private const string CommandPrefix = "command_";

    private MutationDictionary(byte[][] words, byte[][] commands) => (Words, Commands) = (words, commands);

    public static MutationDictionary Empty { get; } = new([], []);

    public byte[][] Words { get; }

    /// <summary>Those whose name says that they are commands.</summary>
    public byte[][] Commands { get; }

    /// <summary>Reads a dictionary; on a bad line gives null and says which.</summary>
    public static MutationDictionary? Parse(IEnumerable<string> lines, out string reason)
    {
        List<byte[]> words = [];
        List<byte[]> commands = [];
        int number = 0;
        reason = "";
        foreach (string line in lines.Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (ParseValue(line) is not { } word)
            {
                reason = $"line {number}: expected name=\"value\"";
                return null;
            }

            words.Add(word);
            if (line.StartsWith(CommandPrefix, StringComparison.Ordinal))
            {
                commands.Add(word);
            }
        }

        return new MutationDictionary([.. words], [.. commands]);
    }

    private static byte[]? ParseValue(string line)
    {
        int open = line.IndexOf('"', StringComparison.Ordinal);
        if (open < 0 || line.Length < open + 2 || line[^1] != '"')
        {
            return null;
        }

        string text = line[(open + 1)..^1];
        List<byte> value = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                value.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
            else if (i + 3 < text.Length && text[i + 1] == 'x' && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte code))
            {
                value.Add(code);
                i += 3;
            }
            else if (i + 1 < text.Length && text[i + 1] is '"' or '\\')
            {
                value.Add((byte)text[++i]);
            }
            else
            {
                return null;
            }
        }

        return [.. value];
    }
}
