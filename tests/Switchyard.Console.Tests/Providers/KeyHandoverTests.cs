using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Rotations;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Providers;

/// <summary>The replacement of a key while somebody else changes its keys.</summary>
public sealed class KeyHandoverTests(TestYard yard)
{
    /// <summary>Before the old key is disabled, and before it is deleted.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_key_that_somebody_disabled_meanwhile_does_not_replace_the_old_one(bool isOldEnabled)
    {
        var (name, upstream) = (isOldEnabled ? "rotated-serving" : "rotated-retired", (await yard.Client.Providers.GetAsync("sim-openai", Patience.Token)).BaseUrl);
        var provider = new NewProvider(name, "openai", upstream) { Keys = [new NewProviderKey("sk-simulated-the-new-one", "new"), new NewProviderKey("sk-simulated-the-old-one", "old")] };
        var keys = (await yard.Client.Providers.CreateAsync(provider, cancellationToken: Patience.Token)).Value!.Keys;
        var (fresh, old) = (keys[0].Id, keys[1].Id);
        await yard.Client.ProviderKeys.UpdateAsync(name, fresh, new ProviderKeyPatch { Enabled = false }, cancellationToken: Patience.Token);
        await yard.Client.ProviderKeys.UpdateAsync(name, old, new ProviderKeyPatch { Enabled = isOldEnabled }, cancellationToken: Patience.Token);
        var options = new KeyHandoverOptions { Provider = name, Replaced = old, Fresh = fresh, Timeout = TimeSpan.FromMinutes(1) };
        var stages = new List<KeyHandoverStage>();

        var stopped = await Should.ThrowAsync<KeyHandoverException>(() => new KeyHandover(yard.Client, options, TimeProvider.System, step => stages.Add(step.Stage)).RunAsync(Patience.Token));

        stages.ShouldBe(isOldEnabled ? [KeyHandoverStage.Spreading, KeyHandoverStage.Spread, KeyHandoverStage.Trying] : [KeyHandoverStage.Spreading, KeyHandoverStage.Spread]);
        stopped.Fault.ShouldBe(KeyHandoverFault.FreshGone);
        stopped.Message.ShouldBe("The new key is gone or disabled; enable it, then go on.");
        (await yard.Client.ProviderKeys.ListAsync(name, Patience.Token)).Select(static key => (key.Id, key.Enabled)).ShouldBe([(fresh, false), (old, isOldEnabled)]);
        await yard.Client.Providers.DeleteAsync(name, cancellationToken: Patience.Token);
    }
}
