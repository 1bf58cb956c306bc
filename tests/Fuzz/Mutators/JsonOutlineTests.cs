using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class JsonOutlineTests
{
    [Fact]
    public void Read_TwoMessages_FindsThemWithTheirBlanks()
    {
        JsonOutline outline = Outline("{\"a\":1}\r\n [2] x");
        Assert.Equal([new Stretch(0, 10), new Stretch(10, 14)], outline.Messages);
    }

    [Fact]
    public void Read_Pieces_HaveKindDepthAndMatch()
    {
        JsonOutline outline = Outline("{\"k\":[1,tru]}");
        Assert.Equal(
            [PieceKind.Open, PieceKind.String, PieceKind.Colon, PieceKind.Open, PieceKind.Number, PieceKind.Comma, PieceKind.Word, PieceKind.Close, PieceKind.Close],
            outline.Pieces.Select(piece => piece.Kind));
        Assert.Equal(8, outline.Pieces[0].Match);
        Assert.Equal(7, outline.Pieces[3].Match);
        Assert.Equal(2, outline.Pieces[4].Depth);
        Assert.True(outline.IsKey(1));
        Assert.Equal(12, outline.EndOfValue(3));
    }

    [Fact]
    public void Read_StepBetweenMessages_IsAPieceOfItsOwn()
    {
        JsonOutline outline = Outline("{}\x1E" + "c0[]");
        Assert.Equal(PieceKind.Step, outline.Pieces[2].Kind);
        Assert.Equal(2, outline.Messages.Count);
    }

    [Fact]
    public void Read_AnyBytes_PiecesAreInOrderAndInside() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
        Gen.Elements((byte)'{', (byte)'}', (byte)'"', (byte)'\\', (byte)'a', (byte)'1', (byte)0x1E, (byte)',', (byte)':', (byte)0xFF, (byte)' ').ArrayOf().ToArbitrary(),
        bytes =>
        {
            JsonOutline outline = new();
            outline.Read(bytes);
            int last = 0;
            foreach (Piece piece in outline.Pieces)
            {
                if (piece.Start < last || piece.End <= piece.Start || piece.End > bytes.Length)
                {
                    return false;
                }

                last = piece.End;
            }

            return true;
        }));

    private static JsonOutline Outline(string text)
    {
        JsonOutline outline = new();
        outline.Read(Encoding.Latin1.GetBytes(text));
        return outline;
    }
}
