using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Bridges;
using Switchyard.Model.Pricing;

namespace Switchyard.Gateway.Modules;

/// <summary>An intercepted request as modules see it. One thread at a time works with it.</summary>
public sealed class ModuleRequest
{
    private readonly IHeaderDictionary _headers;
    private Dictionary<IModule, object>? _kept;

    internal ModuleRequest(IHeaderDictionary headers, RequestFacts facts, string query, PriceTable prices) => (_headers, Facts, Query, Prices) = (headers, facts, query, prices);

    /// <summary>Switchyard's id of the request.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Name of the user.</summary>
    public required string UserName { get; init; }

    /// <summary>The access key.</summary>
    public required Guid AccessKeyId { get; init; }

    /// <summary>The format, of <see cref="Switchyard.Model.Modules.ModulePlacement.FormatNames"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The alias the client sent as model, or null.</summary>
    public required string? Route { get; init; }

    /// <summary>The provider that is asked: the first choice, and during an attempt the one it is made with.</summary>
    public string Provider { get; internal set; } = "";

    /// <summary>The upstream model that is asked for.</summary>
    public string Model { get; internal set; } = "";

    /// <summary>Whether the client asked for a stream.</summary>
    public bool IsStream => Facts.Stream;

    /// <summary>The body, decoded JSON in the client's format. Gone once the answer begins.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>Id of <see cref="Provider"/>.</summary>
    internal Guid ProviderId { get; set; }

    /// <summary>What the bridge found in the body.</summary>
    internal RequestFacts Facts { get; set; }

    /// <summary>The query with its question mark, or empty.</summary>
    internal string Query { get; }

    /// <summary>The prices that hold for it.</summary>
    internal PriceTable Prices { get; }

    /// <summary>Whether a module replaced the body since this was last set to false.</summary>
    internal bool IsReplaced { get; set; }

    /// <summary>A header of the client; null when it is not there, or is a credential or otherwise not for modules.</summary>
    public string? Header(string name) =>
        Switchyard.Model.Modules.Types.HeaderRules.NameFault(name) is null && _headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>Puts another body in its place: a JSON object in the same format. The bytes must not change any more. In <see cref="IRequestModule.OnRequestAsync"/> only.</summary>
    public void ReplaceBody(ReadOnlyMemory<byte> body)
    {
        Body = body;
        IsReplaced = true;
    }

    /// <summary>Keeps something of <paramref name="module"/> for the rest of the request.</summary>
    public void Keep(IModule module, object value) => (_kept ??= new Dictionary<IModule, object>(ReferenceEqualityComparer.Instance))[module] = value;

    /// <summary>What <paramref name="module"/> has kept.</summary>
    public bool TryGet<T>(IModule module, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = _kept is not null && _kept.TryGetValue(module, out var kept) ? kept as T : null;
        return value is not null;
    }
}
