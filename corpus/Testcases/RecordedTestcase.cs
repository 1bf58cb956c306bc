using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Corpus.Testcases;

/// <summary>Makes a testcase of what recorded clients did: their chunks, half-closes and descriptors, one connection after the other.</summary>
public static class RecordedTestcase
{
    /// <summary>Null and what is wrong, if one of the files is no session.</summary>
    public static byte[]? Read(IReadOnlyList<string> sessions, out SessionFault? fault)
    {
        TestcaseWriter testcase = new();
        fault = null;
        foreach (string path in sessions)
        {
            using SessionReader? reader = SessionReader.TryOpen(path, out fault);
            if (reader is null)
            {
                return null;
            }

            if (testcase.Written.Length > 0)
            {
                testcase.Step(StepKind.Reconnect);
            }

            while (reader.TryRead(out SessionRecord? record))
            {
                Write(testcase, record);
            }
        }

        return testcase.Written.ToArray();
    }

    private static void Write(TestcaseWriter testcase, SessionRecord record)
    {
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                testcase.Bytes(chunk.Bytes.Span);
                testcase.Step(StepKind.EndOfChunk);
                break;
            case DescriptorsRecord { Side: SessionSide.Client } descriptors:
                testcase.Step(StepKind.Descriptors, (byte)descriptors.Count);
                break;
            case EndOfInputRecord { Side: SessionSide.Client }:
                testcase.Step(StepKind.EndOfInput);
                break;
            default:
                break;
        }
    }
}
