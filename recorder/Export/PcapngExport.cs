using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Export;

/// <summary>A capture that Wireshark and tshark open; each session is a TCP connection from a port of its own to 4444.</summary>
internal sealed class PcapngExport(Stream file) : ISessionExport
{
    private readonly PcapngWriter _capture = new(file);

    public void Write(SessionReader session, int index)
    {
        SyntheticTcp connection = new(_capture, session.Header, index);
        while (session.TryRead(out SessionRecord? record))
        {
            connection.Add(record);
        }
    }
}
