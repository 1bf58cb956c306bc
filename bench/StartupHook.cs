using System.Diagnostics.CodeAnalysis;
using QmpFuzz.Bench;

/// <summary>What the runtime calls before the main program where DOTNET_STARTUP_HOOKS names this assembly: the program may then use an assembly that was rewritten to count.</summary>
[SuppressMessage("Design", "CA1050", Justification = "the runtime looks for this name, in no namespace")]
internal static class StartupHook
{
    public static void Initialize() => RewrittenAssembly.OfferCounters();
}
