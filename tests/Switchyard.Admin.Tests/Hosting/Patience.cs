namespace Switchyard.Admin.Tests.Hosting;

/// <summary>How long a test waits for an event that should come at once: a minute, so that only a real loss fails it, however busy the machine is.</summary>
internal static class Patience
{
    private const string Key = "patience";

    /// <summary>Ends with the test, or after a minute of it.</summary>
    public static CancellationToken Token =>
        ((CancellationTokenSource)TestContext.Current.KeyValueStorage.GetOrAdd($"{Key}/{TestContext.Current.Test?.UniqueID}", _ => Start())!).Token;

    private static CancellationTokenSource Start()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TimeSpan.FromMinutes(1));
        return source;
    }
}
