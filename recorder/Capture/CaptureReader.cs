using System.Globalization;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Capture;

/// <summary>Makes sessions of captured packets: finds the connection of each, and says what was left out.</summary>
internal sealed class CaptureReader(int linkType, string source, SessionFolder sessions)
{
    private readonly Dictionary<(TcpAddress Low, TcpAddress High), TcpConnection> _connections = [];
    private readonly SockdumpReader _sockdump = new(source, sessions);
    private readonly long[] _counts = new long[Enum.GetValues<PacketKind>().Length];

    public static bool Reads(int linkType) => LinkLayer.IsKnown(linkType) || linkType == LinkLayer.User0;

    /// <summary>What was not read, one line a reason.</summary>
    public IEnumerable<string> Remarks()
    {
        if (_counts[(int)PacketKind.Fragment] is > 0 and long fragments)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{fragments} IP fragments were left out; what they carried shows as gaps");
        }

        if (_counts[(int)PacketKind.Malformed] is > 0 and long malformed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{malformed} packets with cut-off or contradictory headers were left out");
        }
    }

    public void Receive(ReadOnlySpan<byte> packet, int wireLength, long time)
    {
        if (linkType == LinkLayer.User0)
        {
            _counts[(int)_sockdump.Receive(packet, wireLength, time)]++;
            return;
        }

        PacketKind kind = PacketDecoder.Decode(linkType, packet, out TcpSegment segment);
        _counts[(int)kind]++;
        if (kind == PacketKind.Tcp)
        {
            Find(segment).Receive(segment, time);
        }
    }

    /// <summary>Time passes without packets: what is waited for may be lost.</summary>
    public void Advance(long time)
    {
        foreach (TcpConnection connection in _connections.Values)
        {
            connection.Advance(time);
        }
    }

    /// <summary>The capture ends; sessions that are open end without a close.</summary>
    public void End()
    {
        foreach (TcpConnection connection in _connections.Values)
        {
            connection.End("the capture ended while the connection was open");
        }
    }

    private TcpConnection Find(in TcpSegment segment)
    {
        bool isLow = segment.Source.CompareTo(segment.Destination) < 0;
        (TcpAddress Low, TcpAddress High) key = isLow ? (segment.Source, segment.Destination) : (segment.Destination, segment.Source);
        if (_connections.TryGetValue(key, out TcpConnection? known) && !known.IsAnother(segment))
        {
            return known;
        }

        known?.End("another connection between the same ports follows; the capture has no end of this one");
        bool lowOpened = isLow != segment.Has(TcpFlags.Acknowledge);
        return _connections[key] = new TcpConnection(key.Low, key.High, lowOpened, (time, peers) => sessions.Start(time, $"{source}: {peers}"));
    }
}
