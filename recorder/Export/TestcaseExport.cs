using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Recorder.Export;

/// <summary>
/// A seed for fuzzers: what the client sent and did. A chunk that ends inside a message ends with a step, so that the cut stays; between
/// messages chunking says nothing and is left out. A session without descriptors, cuts, half-close and 0x1E is the raw stream.
/// </summary>
internal sealed class TestcaseExport(Stream file) : ISessionExport
{
    private readonly TestcaseWriter _testcase = new();
    private readonly TolerantFramer _framer = new();
    private bool _cutIsOpen;

    public void Write(SessionReader session, int index)
    {
        while (session.TryRead(out SessionRecord? record))
        {
            Add(record);
        }

        file.Write(_testcase.Written);
    }

    private void Add(SessionRecord record)
    {
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                Add(chunk.Bytes.Span);
                break;
            case DescriptorsRecord { Side: SessionSide.Client } descriptors:
                _testcase.Step(StepKind.Descriptors, (byte)Math.Min(descriptors.Count, ScheduleStep.DescriptorLimit));
                break;
            case EndOfInputRecord { Side: SessionSide.Client }:
                _testcase.Step(StepKind.EndOfInput);
                break;
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_cutIsOpen)
        {
            _testcase.Step(StepKind.EndOfChunk);
        }

        _testcase.Bytes(bytes);
        int end;
        while ((end = _framer.FindEnd(bytes)) >= 0)
        {
            bytes = bytes[end..];
        }

        _cutIsOpen = _framer.IsInside;
    }
}
