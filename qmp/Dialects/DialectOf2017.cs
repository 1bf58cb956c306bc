namespace QmpFuzz.Qmp.Dialects;

/// <summary>
/// The patches of late 2017 for asynchronous commands. Several commands may be outstanding, with the capability or without;
/// with it, replies of asynchronous commands overtake, and every command needs an id.
/// </summary>
internal static class DialectOf2017
{
    public static ProtocolDialect Async()
    {
        string[] capabilities = ["async"];
        return new ProtocolDialect("async-2017", capabilities)
        {
            ReadsOneByOne = false,
            QueueLimit = 64,
            PendingLimit = 32,
            WhileBoth = [NegotiationCommand.Offering(capabilities, argument: "capabilities")],
            OnceReady = AsyncCommands.All,
        };
    }
}
