namespace QmpFuzz.Replay.Spawning;

/// <summary>The last lines of an output, however much there is of it.</summary>
internal sealed class OutputTail
{
    private const int MostLines = 40;

    private readonly Queue<string> _lines = [];

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }
}
