using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>Says new when two things followed each other that never did: completions by their place among the pending, and answers by monitor and kind.</summary>
internal sealed class OrderFeedback : IFeedback
{
    private const int HighestPlace = 7;

    private readonly SeenFeatures _seen = new();

    public int Length => SeenFeatures.Length;

    public Novelty Judge(Execution execution) => Walk(execution, remembers: true);

    public bool ShowsNews(Execution execution)
    {
        Walk(execution, remembers: false);
        return _seen.ShowsNews();
    }

    public void AddFeatures(int first, List<int> features) => _seen.AddTo(first, features);

    private Novelty Walk(Execution execution, bool remembers)
    {
        Novelty novelty = Novelty.None;
        int completed = -1;
        int answered = -1;
        _seen.Begin(remembers);
        foreach (ref readonly LogEntry entry in execution.Log.Entries)
        {
            Novelty pair = Novelty.None;
            if (entry.Kind is LogKind.Complete or LogKind.Disconnect or LogKind.Hold)
            {
                int place = Math.Min(entry.Argument, HighestPlace) | ((int)entry.Kind << 4);
                pair = _seen.Add(1, completed, place);
                completed = place;
            }
            else if (entry.Kind == LogKind.ServerSent)
            {
                int answer = (entry.Monitor << 8) | MessageKinds.OfServer(execution.Log.BytesOf(entry));
                pair = _seen.Add(2, answered, answer);
                answered = answer;
            }

            novelty = pair > novelty ? pair : novelty;
        }

        return novelty;
    }
}
