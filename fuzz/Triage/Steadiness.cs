namespace QmpFuzz.Fuzz.Triage;

/// <summary>In how many of so many runs an input showed a bug: a server in a process of its own does not take its turns the same way each time.</summary>
internal readonly record struct Steadiness(int Shown, int Runs)
{
    public bool IsSteady => Shown == Runs;

    /// <summary>Runs it so often.</summary>
    public static Steadiness Of(int runs, Func<bool> shows) => new(Enumerable.Range(0, runs).Count(_ => shows()), runs);

    /// <summary>
    /// Whether a smaller input is as good: it has to show the bug half as often, and once where it showed each time. Otherwise minimising would
    /// go from what shows often to what shows by chance.
    /// </summary>
    public bool IsKept(Func<bool> shows)
    {
        int runs = IsSteady ? 1 : Runs;
        int needed = IsSteady ? 1 : (Shown + 1) / 2;
        for (; needed > 0 && runs >= needed; runs--)
        {
            needed -= shows() ? 1 : 0;
        }

        return needed == 0;
    }
}
