using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay;

/// <summary>Recordings in files, with what is wrong with the files. Only their place is held in memory.</summary>
public sealed record RecordingFiles
{
    public required ImmutableArray<Recording> Recordings { get; init; }

    /// <summary>Files that are no sessions at all.</summary>
    public required ImmutableArray<SessionFault> Unreadable { get; init; }

    /// <summary>Files of which only the part before the damage is in <see cref="Recordings"/>.</summary>
    public required ImmutableArray<SessionFault> Damaged { get; init; }

    /// <summary>Files whose last line was torn off.</summary>
    public required ImmutableArray<string> Torn { get; init; }

    /// <summary>Looks through files, and the sessions in folders.</summary>
    public static RecordingFiles Read(IEnumerable<string> paths)
    {
        List<Recording> recordings = [];
        List<SessionFault> unreadable = [];
        List<SessionFault> damaged = [];
        List<string> torn = [];
        foreach (string path in SessionFiles.Expand(paths))
        {
            using SessionReader? reader = SessionReader.TryOpen(path, out SessionFault? fault);
            if (reader is null)
            {
                unreadable.Add(fault!);
                continue;
            }

            long records = Records(reader).LongCount();
            recordings.Add(new Recording(path, reader.Header, Records(path, records)));
            if (reader.Fault is not null)
            {
                damaged.Add(reader.Fault);
            }

            if (reader.TornTail)
            {
                torn.Add(path);
            }
        }

        return new RecordingFiles { Recordings = [.. recordings], Unreadable = [.. unreadable], Damaged = [.. damaged], Torn = [.. torn] };
    }

    // no more than there were when the file was looked through: what is written to it since was not judged
    private static IEnumerable<SessionRecord> Records(string path, long count)
    {
        using SessionReader? reader = SessionReader.TryOpen(path, out _);
        foreach (SessionRecord record in reader is null ? [] : Records(reader))
        {
            if (count-- == 0)
            {
                yield break;
            }

            yield return record;
        }
    }

    private static IEnumerable<SessionRecord> Records(SessionReader reader)
    {
        while (reader.TryRead(out SessionRecord? record))
        {
            yield return record;
        }
    }
}
