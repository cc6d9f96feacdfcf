using System.Security.Cryptography;
using System.Text;
using Switchyard.Gateway.Modules.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>cache.exact</c> at work. Answers survive a change of the configuration.</summary>
internal sealed class CacheModule(IModuleType type, ModuleConfig module, ExactCacheConfig config, CachedAnswers answers, MonotonicClock clock, ModuleInstruments instruments)
    : ShippedModule(type), IRequestModule, IResponseModule, IBodyModule
{
    /// <inheritdoc />
    public override bool IsIdle => !config.Enabled;

    /// <inheritdoc />
    public ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        // A stream is asked for because somebody watches it; and a client may say that it wants a fresh answer (RFC 9111 §5.2.1).
        if (request.IsStream || (request.Header("Cache-Control") is { } control && IsFresh(control)))
        {
            return new(ModuleVerdict.Continue);
        }

        var key = KeyOf(request);
        if (answers.Find(key, clock.Now, config.Ttl.Ticks) is { } answer)
        {
            instruments.LookedUp(module.Name, "hit");
            return new(ModuleVerdict.Answer(answer));
        }

        instruments.LookedUp(module.Name, "miss");
        request.Keep(this, new Wanted(key, request.Provider));
        return new(ModuleVerdict.Continue);
    }

    /// <inheritdoc />
    public void OnResponse(ModuleRequest request, int status, ModuleHeaders headers)
    {
        if (request.TryGet<Wanted>(this, out _))
        {
            headers.MissedCache();
        }
    }

    /// <inheritdoc />
    public int Wants(ModuleRequest request) => request.TryGet<Wanted>(this, out var wanted) && wanted.Provider == request.Provider ? config.MaxEntryBytes : 0;

    /// <inheritdoc />
    public ModuleVerdict OnBody(ModuleRequest request, ModuleBody body)
    {
        if (body.Status == 200 && !body.IsOfTools && request.TryGet<Wanted>(this, out var wanted))
        {
            answers.Put(wanted.Key, new ModuleAnswer(body.Bytes.ToArray(), body.ContentType) { FromCache = true }, clock.Now, config.MaxEntries, config.MaxBytes);
        }

        return ModuleVerdict.Continue;
    }

    private static bool IsFresh(string control) =>
        control.Contains("no-cache", StringComparison.OrdinalIgnoreCase) || control.Contains("no-store", StringComparison.OrdinalIgnoreCase);

    private string KeyOf(ModuleRequest request)
    {
        var whose = config.Scope switch
        {
            CacheScope.User => $"user {request.UserId:N}",
            CacheScope.Everyone => "everyone",
            _ => $"key {request.AccessKeyId:N}",
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{whose}\n{request.ProviderId:N}\n{request.Format}\n{request.Model}\n{request.Query}\n{request.Header("anthropic-version")}\n{request.Header("anthropic-beta")}\n{request.Header("OpenAI-Beta")}\n"));
        hash.AppendData(request.Body.Span);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    // Another provider than the one that was asked for answers when that one failed; its answer is not kept under the first one's name.
    private sealed record Wanted(string Key, string Provider);
}
