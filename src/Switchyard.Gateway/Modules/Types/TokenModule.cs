using System.Collections.Concurrent;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Time;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>ratelimit.tokens</c> at work. What was used of a window survives a change of the configuration.</summary>
internal sealed class TokenModule(IModuleType type, TokenRateConfig config, ConcurrentDictionary<Guid, TokenWindow> windows, MonotonicClock clock) : ShippedModule(type), IRequestModule, IEndModule
{
    /// <inheritdoc />
    public override bool IsIdle => config.Tokens == 0;

    /// <inheritdoc />
    public ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        var window = windows.GetOrAdd(LimitSubject.IdOf(config.Scope, request), static _ => new TokenWindow());
        request.Keep(this, window);
        return new(window.HasRoom(clock.Now, config.Tokens, config.Window.Ticks, out var wait) ? ModuleVerdict.Continue : ModuleVerdict.Refuse(Failure.TokensLimited(wait)));
    }

    /// <inheritdoc />
    public void OnEnd(ModuleRequest request, ModuleEnd end)
    {
        var tokens = (config.Count == TokenKind.Output ? 0 : end.InputTokens) + (config.Count == TokenKind.Input ? 0 : end.OutputTokens);
        if (tokens > 0 && request.TryGet<TokenWindow>(this, out var window))
        {
            window.Count(clock.Now, config.Window.Ticks, tokens);
        }
    }
}
