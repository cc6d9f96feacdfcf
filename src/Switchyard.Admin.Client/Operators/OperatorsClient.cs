using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Operators;

/// <summary>Issues and revokes operator tokens.</summary>
public sealed class OperatorsClient
{
    private const string Root = $"{ApiPaths.Root}/operators";
    private readonly ApiConnection _connection;

    internal OperatorsClient(ApiConnection connection) => _connection = connection;

    /// <summary>All operators, by name.</summary>
    public async Task<IReadOnlyList<OperatorToken>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync(Root, OperatorJson.Default.PageOperatorToken, cancellationToken)).Items;

    /// <summary>Who the caller is and what it may do.</summary>
    public Task<Own> MeAsync(CancellationToken cancellationToken = default) => _connection.GetAsync($"{Root}/me", OperatorJson.Default.Own, cancellationToken);

    /// <summary>Trades the caller's token for a session of 12 hours, which ends with the token.</summary>
    public Task<OwnSession> BeginSessionAsync(CancellationToken cancellationToken = default) =>
        _connection.PostAsync($"{Root}/me/session", null, OperatorJson.Default.OwnSession, cancellationToken);

    /// <summary>Issues a token; <see cref="OperatorToken.Secret"/> of the answer is its text, never shown again.</summary>
    public Task<Changed<OperatorToken>> CreateAsync(NewOperator newOperator, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post,
            Root,
            JsonSerializer.SerializeToUtf8Bytes(newOperator, OperatorJson.Default.NewOperator),
            options,
            OperatorJson.Default.OperatorToken,
            cancellationToken);

    /// <summary>Revokes a token.</summary>
    public Task<Changed<OperatorToken>> RevokeAsync(Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, $"{Root}/{id:D}", null, options, OperatorJson.Default.OperatorToken, cancellationToken);
}
