namespace QmpFuzz.Tests.Support;

/// <summary>A disk in memory that is full after some more bytes: the write that does not fit is done in part and then fails, as on Linux.</summary>
internal sealed class FailingStream : MemoryStream
{
    public long RoomFor { get; set; } = long.MaxValue;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int fits = (int)Math.Min(RoomFor, buffer.Length);
        base.Write(buffer[..fits]);
        RoomFor -= fits;
        if (fits < buffer.Length)
        {
            throw new IOException("No space left on device");
        }
    }
}
