using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay;

/// <summary>One recorded session in memory: what a file held up to its end or its fault.</summary>
public sealed record Recording(string Name, SessionHeader Header, ImmutableArray<SessionRecord> Records);
