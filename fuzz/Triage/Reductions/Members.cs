namespace QmpFuzz.Fuzz.Triage.Reductions;

/// <summary>Members of objects and elements of arrays, each with a comma, the outer ones first; then brackets without what is in them.</summary>
internal sealed class Members : IReduction
{
    public IReadOnlyList<Cut> CutsOf(byte[] testcase)
    {
        List<Cut> members = [];
        List<Cut> brackets = [];
        Stack<Container> open = new();
        foreach (Token token in Token.Scan(testcase))
        {
            switch (token.Kind)
            {
                case TokenKind.Open:
                    open.Push(new Container(token.Start) { ItemStart = token.End });
                    break;
                case TokenKind.Colon when open.TryPeek(out Container? container):
                    container.AfterColon = token.End;
                    break;
                case TokenKind.Comma when open.TryPeek(out Container? container):
                    members.Add(new Cut(container.ItemStart, token.End));
                    container.LastComma = token.Start;
                    container.ItemStart = token.End;
                    break;
                case TokenKind.Close when open.TryPop(out Container? container):
                    members.Add(new Cut(container.LastComma ?? container.ItemStart, token.Start));
                    brackets.Add(new Cut(container.Start..(container.AfterColon ?? container.ItemStart), token.Start..token.End));
                    break;
                default:
                    break;
            }
        }

        return [.. members.Where(cut => cut.Parts[0].Start.Value < cut.Parts[0].End.Value).OrderBy(cut => cut.Parts[0].Start.Value), .. brackets];
    }

    private sealed class Container(int start)
    {
        public int Start { get; } = start;

        public int ItemStart { get; set; }

        public int? LastComma { get; set; }

        /// <summary>Behind the name of the last member: without that and the brackets its value stands alone.</summary>
        public int? AfterColon { get; set; }
    }
}
