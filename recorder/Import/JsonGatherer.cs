using System.Text;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Recorder.Import;

/// <summary>Gathers a JSON object from the lines that a log prints it on, and lays it out as it was on the wire.</summary>
internal sealed class JsonGatherer
{
    private readonly StringBuilder _text = new();
    private readonly TolerantFramer _framer = new();

    /// <summary>An object has begun and has not ended.</summary>
    public bool IsInside => _text.Length > 0;

    /// <summary>Adds a line; returns the object if it ends here.</summary>
    public string? Add(string line)
    {
        _text.Append(line.TrimEnd('\r')).Append('\n');
        if (_framer.FindEnd(Encoding.Latin1.GetBytes(line.TrimEnd('\r') + "\n")) < 0)
        {
            return null;
        }

        string text = _text.ToString();
        Clear();
        return text;
    }

    public void Clear()
    {
        _text.Clear();
        _framer.Reset();
    }

    /// <summary>The same JSON without white space between its tokens, or with one blank behind commas and colons, as QEMU prints it.</summary>
    public static string Layout(string json, bool withBlanks)
    {
        StringBuilder text = new(json.Length);
        bool inString = false;
        for (int at = 0; at < json.Length; at++)
        {
            char character = json[at];
            if (!inString && char.IsWhiteSpace(character))
            {
                continue;
            }

            text.Append(character);
            if (inString && character == '\\' && at + 1 < json.Length)
            {
                text.Append(json[++at]);
            }
            else if (character == '"')
            {
                inString = !inString;
            }
            else if (!inString && withBlanks && (character is ',' or ':'))
            {
                text.Append(' ');
            }
        }

        return text.ToString();
    }
}
