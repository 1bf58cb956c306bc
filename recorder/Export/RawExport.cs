using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Export;

/// <summary>The bytes that the client sent, and nothing else.</summary>
internal sealed class RawExport(Stream file) : ISessionExport
{
    public void Write(SessionReader session, int index)
    {
        while (session.TryRead(out SessionRecord? record))
        {
            if (record is ChunkRecord { Side: SessionSide.Client } chunk)
            {
                file.Write(chunk.Bytes.Span);
            }
        }
    }
}
