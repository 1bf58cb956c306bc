using System.Buffers;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>Puts the messages of one side together from its chunks.</summary>
internal sealed class MessageAssembler
{
    private readonly TolerantFramer _framer = new();
    private readonly ArrayBufferWriter<byte> _begun = new();

    /// <summary>Takes a chunk and returns the messages that end in it, without white space around them.</summary>
    public List<ReadOnlyMemory<byte>> Add(ReadOnlyMemory<byte> chunk)
    {
        List<ReadOnlyMemory<byte>> messages = [];
        int end;
        while ((end = _framer.FindEnd(chunk.Span)) >= 0)
        {
            _begun.Write(chunk.Span[..end]);
            messages.Add(Take());
            chunk = chunk[end..];
        }

        _begun.Write(chunk.Span);
        return messages;
    }

    /// <summary>What was begun and will not be completed, if anything.</summary>
    public ReadOnlyMemory<byte> TakeRest()
    {
        _framer.Reset();
        return Take();
    }

    private ReadOnlyMemory<byte> Take()
    {
        byte[] message = _begun.WrittenSpan.ToArray();
        _begun.ResetWrittenCount();
        return message.AsMemory().Trim(" \r\n\t"u8.ToArray());
    }
}
