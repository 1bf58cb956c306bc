using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Tests.Corpus.Testcases;

public sealed class TestcaseWriterTests
{
    /// <summary>Bytes in which introducers and letters of steps are frequent.</summary>
    private static readonly Arbitrary<byte[]> Testcases = Gen.OneOf(
        Gen.Elements((byte)0x1E, (byte)'q', (byte)'s', (byte)'c', (byte)'m', (byte)'n', (byte)'A', (byte)'{'),
        Gen.Choose(0, 255).Select(value => (byte)value)).ArrayOf().ToArbitrary();

    [Fact]
    public void Writer_WhatWasRead_ReadsTheSame() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Testcases, testcase =>
        TestcaseReaderTests.Describe(testcase) == TestcaseReaderTests.Describe(Rewrite(testcase))));

    [Fact]
    public void Bytes_OfAnyClient_ReadBackWithoutSteps() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Testcases, sent =>
    {
        TestcaseWriter writer = new();
        writer.Bytes(sent);
        return Plain(writer.Written).AsSpan().SequenceEqual(sent);
    }));

    [Fact]
    public void Offset_AfterEachRead_AdvancesToTheEnd() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Testcases, testcase =>
    {
        TestcaseReader reader = new(testcase);
        int before = 0;
        while (reader.TryRead(out _, out _))
        {
            if (reader.Offset <= before)
            {
                return false;
            }

            before = reader.Offset;
        }

        return before == testcase.Length;
    }));

    [Fact]
    public void Step_DialectAfterBytes_IsRefused()
    {
        TestcaseWriter writer = new();
        writer.Bytes("{"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Step(StepKind.Dialect));
    }

    [Fact]
    public void Step_Bytes_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TestcaseWriter().Step(StepKind.Bytes));

    private static byte[] Rewrite(byte[] testcase)
    {
        TestcaseWriter writer = new();
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind == StepKind.Bytes)
            {
                writer.Bytes(bytes);
            }
            else
            {
                writer.Step(step);
            }
        }

        return writer.Written.ToArray();
    }

    private static byte[] Plain(ReadOnlySpan<byte> testcase)
    {
        List<byte> plain = [];
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            Assert.Equal(StepKind.Bytes, step.Kind);
            plain.AddRange(bytes);
        }

        return [.. plain];
    }
}
