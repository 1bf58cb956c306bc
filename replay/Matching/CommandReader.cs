using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay.Matching;

/// <summary>Finds the commands of a recording, as the <see cref="CommandSplitter"/> does, one after the other.</summary>
internal static class CommandReader
{
    public static IEnumerable<RecordedCommand> Read(IEnumerable<SessionRecord> records)
    {
        CommandSplitter splitter = new();
        foreach (ChunkRecord chunk in records.OfType<ChunkRecord>().Where(chunk => chunk.Side == SessionSide.Client))
        {
            foreach (RecordedCommand command in splitter.Add(chunk.Bytes.Span, TimeSpan.FromMicroseconds(chunk.Microseconds)))
            {
                yield return command;
            }
        }

        foreach (RecordedCommand command in splitter.TakeRest())
        {
            yield return command;
        }
    }
}
