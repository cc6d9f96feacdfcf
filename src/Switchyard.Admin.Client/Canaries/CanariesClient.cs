using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Canaries;

/// <summary>Makes revisions of several documents, for all nodes or for some to try first.</summary>
public sealed class CanariesClient
{
    private const string Root = $"{ApiPaths.Root}/config";
    private readonly ApiConnection _connection;

    internal CanariesClient(ApiConnection connection) => _connection = connection;

    /// <summary>Writes the documents, or begins the canary that tries them.</summary>
    /// <exception cref="SwitchyardApiException">Code <c>invalid_configuration</c>: its errors are the faults and nothing was written; <c>canary_running</c>: another one is on trial.</exception>
    public Task<Changed<RevisionResult>> ApplyAsync(NewRevision revision, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, $"{Root}/revisions", JsonSerializer.SerializeToUtf8Bytes(revision, CanaryJson.Default.NewRevision), options, CanaryJson.Default.RevisionResult, cancellationToken);

    /// <summary>The canary that is on trial, or the one before.</summary>
    public Task<Canary> GetAsync(CancellationToken cancellationToken = default) => _connection.GetAsync($"{Root}/canary", CanaryJson.Default.Canary, cancellationToken);

    /// <summary>Writes the documents of the canary that <paramref name="revision"/> began for all nodes.</summary>
    public Task<Changed<Canary>> PromoteAsync(long revision, ChangeOptions? options = null, CancellationToken cancellationToken = default) => EndAsync(revision, "promote", options, cancellationToken);

    /// <summary>Takes the canary that <paramref name="revision"/> began back.</summary>
    public Task<Changed<Canary>> RevertAsync(long revision, ChangeOptions? options = null, CancellationToken cancellationToken = default) => EndAsync(revision, "revert", options, cancellationToken);

    private Task<Changed<Canary>> EndAsync(long revision, string how, ChangeOptions? options, CancellationToken cancellationToken) =>
        _connection.ChangeAsync(
            HttpMethod.Post, $"{Root}/revisions/{revision.ToString(CultureInfo.InvariantCulture)}/{how}", null, options, CanaryJson.Default.Canary, cancellationToken);
}
