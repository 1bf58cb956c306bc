using System.Text;

namespace QmpFuzz.Replay.Spawning;

/// <summary>Splits a command as a shell does where there is nothing to expand: words, single and double quotes, backslashes.</summary>
internal static class CommandWords
{
    public static List<string> Split(string command)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool started = false;
        char quote = '\0';
        for (int at = 0; at < command.Length; at++)
        {
            char letter = command[at];
            if (letter == '\\' && quote != '\'' && at + 1 < command.Length)
            {
                word.Append(command[++at]);
                started = true;
            }
            else if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                quote = quote == '\0' ? letter : '\0';
                started = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                Flush(words, word, ref started);
            }
            else
            {
                word.Append(letter);
                started = true;
            }
        }

        Flush(words, word, ref started);
        return words;
    }

    private static void Flush(List<string> words, StringBuilder word, ref bool started)
    {
        if (started)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        started = false;
    }
}
