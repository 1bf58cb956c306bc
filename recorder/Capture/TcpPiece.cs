namespace QmpFuzz.Recorder.Capture;

/// <summary>When a packet was captured: its place in the capture, and its time in microseconds since 1970.</summary>
internal readonly record struct CaptureMoment(long Packet, long Time);

/// <summary>What one direction of a connection comes to, in order.</summary>
internal abstract record TcpPiece(CaptureMoment Moment);

/// <summary>Bytes as they arrived, without what was there before.</summary>
internal sealed record TcpData(CaptureMoment Moment, ReadOnlyMemory<byte> Bytes) : TcpPiece(Moment);

/// <summary>Bytes that the other side got and the capture did not.</summary>
internal sealed record TcpLoss(CaptureMoment Moment, long Bytes) : TcpPiece(Moment);

/// <summary>A FIN: nothing more will come.</summary>
internal sealed record TcpEnd(CaptureMoment Moment) : TcpPiece(Moment);
