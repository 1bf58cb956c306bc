using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Server;

public sealed class ChunkingPropertyTests
{
    /// <summary>Whole, byte by byte, in two at every place, and in random pieces.</summary>
    [Theory]
    [MemberData(nameof(DialectSamples.Names), MemberType = typeof(DialectSamples))]
    public void Session_InAnyChunks_SaysTheSame(string name)
    {
        ProtocolDialect dialect = ProtocolDialect.Find(name)!;
        Gen<(byte[] Bytes, List<int> Lengths)> sessions = Gen.Zip(
            Gen.Elements(DialectSamples.Pieces.Append(DialectSamples.Opener(dialect))).ListOf().Select(pieces => Encoding.Latin1.GetBytes(string.Concat(pieces))),
            Gen.Choose(1, 9).NonEmptyListOf());

        Prop.ForAll(sessions.ToArbitrary(), session =>
        {
            string whole = PlainSession.Play(dialect, [session.Bytes]);
            Assert.All(Chunkings.Of(session.Bytes).Append(InPieces(session.Bytes, session.Lengths)), chunks => Assert.Equal(whole, PlainSession.Play(dialect, chunks)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static List<byte[]> InPieces(byte[] bytes, List<int> lengths)
    {
        List<byte[]> pieces = [];
        for (int at = 0, i = 0; at < bytes.Length; at += pieces[^1].Length, i++)
        {
            pieces.Add(bytes[at..Math.Min(bytes.Length, at + lengths[i % lengths.Count])]);
        }

        return pieces;
    }
}
