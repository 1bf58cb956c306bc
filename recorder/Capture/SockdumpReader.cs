using System.Buffers.Binary;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Capture;

/// <summary>
/// Unix socket traffic as sockdump writes it, with link type USER0: what one process wrote to a socket of that path, in order and complete
/// but for segments above its size limit. Header: length of the path, path in 108 bytes, process of the reader, process of the writer.
/// There are no connections in it: a greeting begins a session between two processes.
/// </summary>
internal sealed class SockdumpReader(string source, SessionFolder sessions)
{
    private const int PathRoom = 108;
    private const int Header = 1 + PathRoom + 8 + 8;
    private const string Note = "from a sockdump capture: connections between the same two processes cannot be told apart, and no close is seen";

    private readonly Dictionary<(string Path, ulong Low, ulong High), (SessionOutput Session, ulong Server)> _open = [];

    public PacketKind Receive(ReadOnlySpan<byte> packet, int wireLength, long time)
    {
        if (packet.Length < Header || packet[0] > PathRoom)
        {
            return PacketKind.Malformed;
        }

        string path = Encoding.UTF8.GetString(packet.Slice(1, packet[0])).TrimEnd('\0');
        ulong reader = BinaryPrimitives.ReadUInt64BigEndian(packet[(1 + PathRoom)..]);
        ulong writer = BinaryPrimitives.ReadUInt64BigEndian(packet[(1 + PathRoom + 8)..]);
        ReadOnlySpan<byte> data = packet[Header..];
        (SessionOutput session, ulong server) = Find(path, reader, writer, data, time);
        SessionSide side = writer == server ? SessionSide.Server : SessionSide.Client;
        session.Chunk(time, side, data);
        if (wireLength > packet.Length)
        {
            session.Gap(time, side, wireLength - packet.Length);
        }

        return PacketKind.Tcp;
    }

    private (SessionOutput Session, ulong Server) Find(string path, ulong reader, ulong writer, ReadOnlySpan<byte> data, long time)
    {
        (string, ulong, ulong) key = (path, Math.Min(reader, writer), Math.Max(reader, writer));
        bool greets = data.TrimStart("\r\n \t"u8).StartsWith("{\"QMP\""u8);
        if (!greets && _open.TryGetValue(key, out (SessionOutput, ulong) open))
        {
            return open;
        }

        bool fromServer = greets || SideGuess.From(data) == SessionSide.Server;
        SessionOutput session = sessions.Start(time, $"{source}: unix:{path}", Note);
        return _open[key] = (session, fromServer ? writer : reader);
    }
}
