using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Recorder.Export;

/// <summary>
/// Plays one session as a TCP connection into a capture: a handshake, each chunk with its confirmation, a gap as sequence numbers that
/// nobody sent, the ends as they were. What TCP has no word for (notes, descriptors) becomes a comment of the next packet.
/// </summary>
internal sealed class SyntheticTcp
{
    private const ushort ServerPort = 4444;
    private const ushort FirstClientPort = 40_000;
    private const int ClientPorts = 20_000;

    private readonly PcapngWriter _capture;
    private readonly ushort _clientPort;
    private readonly long _start;
    private readonly List<string> _comments = [];
    private uint _client;
    private uint _server;
    private long _time;
    private bool _clientEnded;
    private bool _serverEnded;

    public SyntheticTcp(PcapngWriter capture, SessionHeader header, int index)
    {
        (_capture, _clientPort) = (capture, (ushort)(FirstClientPort + (index % ClientPorts)));
        _start = _time = (header.Started - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _comments.Add($"qmpfuzz: synthetic TCP for {header.Source}, by {header.By}");
        Send(SessionSide.Client, TcpFlags.Syn, []);
        _client++;
        Send(SessionSide.Server, TcpFlags.Syn | TcpFlags.Acknowledge, []);
        _server++;
        Acknowledge(SessionSide.Client);
    }

    public void Add(SessionRecord record)
    {
        _time = _start + record.Microseconds;
        switch (record)
        {
            case ChunkRecord chunk:
                Send(chunk.Side, chunk.Bytes.Span);
                break;
            case GapRecord gap:
                Advance(gap.Side, (uint)gap.Bytes);
                break;
            case EndOfInputRecord end:
                Finish(end.Side);
                break;
            case CloseRecord close:
                Finish(close.Side);
                Finish(close.Side == SessionSide.Client ? SessionSide.Server : SessionSide.Client);
                break;
            case ResetRecord reset:
                Send(reset.Side, TcpFlags.Reset | TcpFlags.Acknowledge, []);
                break;
            case DescriptorsRecord descriptors:
                _comments.Add($"{descriptors.Count} file descriptors go with this packet");
                break;
            case NoteRecord note:
                _comments.Add(note.Text);
                break;
        }
    }

    private void Send(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            int length = Math.Min(chunk.Length, TcpPacket.MostPayload);
            Send(side, length == chunk.Length ? TcpFlags.Push | TcpFlags.Acknowledge : TcpFlags.Acknowledge, chunk[..length]);
            Advance(side, (uint)length);
            chunk = chunk[length..];
        }

        Acknowledge(side == SessionSide.Client ? SessionSide.Server : SessionSide.Client);
    }

    private void Finish(SessionSide side)
    {
        if (side == SessionSide.Client ? _clientEnded : _serverEnded)
        {
            return;
        }

        (_clientEnded, _serverEnded) = (_clientEnded || side == SessionSide.Client, _serverEnded || side == SessionSide.Server);
        Send(side, TcpFlags.Fin | TcpFlags.Acknowledge, []);
        Advance(side, 1);
        Acknowledge(side == SessionSide.Client ? SessionSide.Server : SessionSide.Client);
    }

    private void Acknowledge(SessionSide side) => Send(side, TcpFlags.Acknowledge, []);

    private void Advance(SessionSide side, uint bytes) =>
        (_client, _server) = side == SessionSide.Client ? (_client + bytes, _server) : (_client, _server + bytes);

    private void Send(SessionSide side, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        bool fromClient = side == SessionSide.Client;
        uint acknowledgement = (flags & TcpFlags.Acknowledge) == 0 ? 0 : fromClient ? _server : _client;
        byte[] packet = fromClient
            ? TcpPacket.Build(_clientPort, ServerPort, _client, acknowledgement, flags, payload)
            : TcpPacket.Build(ServerPort, _clientPort, _server, acknowledgement, flags, payload);
        _capture.Packet(_time, packet, _comments.Count == 0 ? null : string.Join('\n', _comments));
        _comments.Clear();
    }
}
