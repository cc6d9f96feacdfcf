using Xunit;

namespace Switchyard.Testing.Runs;

/// <summary>How long a test waits for an event that should come at once: so long that only a real loss fails it, however busy the machine is, and yet no test hangs.</summary>
public static class Patience
{
    /// <summary>The one time limit of everything a test waits for; longer where tests are asked to do the full number of repetitions.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(LongForm.IsAsked ? 60 : 2);

    private const string Key = "patience";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends with the test, or after <see cref="Longest"/> of it.</summary>
    public static CancellationToken Token => TestContext.Current.Test is { } test
        ? ((CancellationTokenSource)TestContext.Current.KeyValueStorage.GetOrAdd($"{Key}/{test.UniqueID}", static _ => Start())!).Token
        : TestContext.Current.CancellationToken;

    /// <summary>
    /// Between two looks at something that tells nobody when it changes, at most as long as <see cref="Token"/>. Whoever looks without a pause keeps a processor from what it waits for.
    /// </summary>
    public static Task PauseAsync() => PauseAsync(Token);

    /// <summary>The same, until <paramref name="cancellationToken"/> ends the waiting.</summary>
#pragma warning disable RS0030 // What is waited for is what the next look sees, not this time.
    public static Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(s_pause, TimeProvider.System, cancellationToken);
#pragma warning restore RS0030

    private static CancellationTokenSource Start()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Longest);
        return source;
    }
}
