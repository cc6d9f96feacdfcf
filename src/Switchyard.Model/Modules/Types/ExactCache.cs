using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>cache.exact</c>: answers equal requests without asking again.</summary>
public sealed class ExactCache : ModuleDefinition<ExactCacheConfig>
{
    /// <inheritdoc />
    public override string Name => "cache.exact";

    /// <inheritdoc />
    public override string Description => "Answers a request that is equal to an earlier one, byte for byte, with the earlier answer. Only requests that do not stream, and only answers with status 200.";

    /// <inheritdoc />
    protected override ExactCacheConfig ReadConfig(JsonFields fields)
    {
        var usual = new ExactCacheConfig();
        return new ExactCacheConfig
        {
            Enabled = fields.Flag("enabled", usual.Enabled),
            Scope = fields.Choice("scope", usual.Scope, ("access-key", CacheScope.AccessKey), ("user", CacheScope.User), ("everyone", CacheScope.Everyone)),
            Ttl = fields.Duration("ttl", usual.Ttl, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7)),
            MaxEntries = fields.Whole("maxEntries", usual.MaxEntries, 1, 1_000_000),
            MaxBytes = fields.Whole("maxBytes", 1_024, 17_179_869_184) ?? usual.MaxBytes,
            MaxEntryBytes = fields.Whole("maxEntryBytes", usual.MaxEntryBytes, 1_024, 33_554_432),
        };
    }

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, ExactCacheConfig config)
    {
        writer.WriteBoolean("enabled", config.Enabled);
        writer.WriteString("scope", config.Scope switch
        {
            CacheScope.User => "user",
            CacheScope.Everyone => "everyone",
            _ => "access-key",
        });
        writer.WriteString("ttl", Durations.Format(config.Ttl));
        writer.WriteNumber("maxEntries", config.MaxEntries);
        writer.WriteNumber("maxBytes", config.MaxBytes);
        writer.WriteNumber("maxEntryBytes", config.MaxEntryBytes);
    }
}
