using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

public sealed class HostileBytesTests
{
    private const int Rounds = 300;

    // what a session allocates before it is sent anything, and for each byte of the worst input: an error for every byte
    private const long AllowedAtOnce = 1 << 20;
    private const long AllowedPerByte = 4096;

    [Theory]
    [MemberData(nameof(DialectSamples.Names), MemberType = typeof(DialectSamples))]
    public void Session_AfterAnyBytes_AnswersACommandBehindAReset(string name)
    {
        ProtocolDialect dialect = ProtocolDialect.Find(name)!;
        Gen<byte[]> pieces = Gen.Elements(DialectSamples.Pieces).ListOf().Select(list => Encoding.Latin1.GetBytes(string.Concat(list)));
        Gen<byte[]> hostile = Gen.OneOf(pieces, ArbMap.Default.GeneratorFor<byte[]>());

        Prop.ForAll(hostile.ToArbitrary(), bytes => AssertRecovers(dialect, bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));
    }

    private static void AssertRecovers(ProtocolDialect dialect, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        PlainSession session = new PlainSession(dialect).Send(bytes).LetFinish();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedAtOnce + (AllowedPerByte * bytes.Length));

        int saidBefore = session.Said.Length;
        session.Send([0xFF, .. Encoding.ASCII.GetBytes(DialectSamples.Opener(dialect)), .. "\n"u8]).LetFinish();
        session.Send(Encoding.ASCII.GetBytes($$"""{"execute":"{{DialectSamples.Harmless(dialect)}}","id":"end"}""")).LetFinish();

        Assert.False(session.IsClosing);
        Assert.EndsWith("""{"return": {}, "id": "end"}""", session.Said[saidBefore..].TrimEnd(), StringComparison.Ordinal);
    }
}
