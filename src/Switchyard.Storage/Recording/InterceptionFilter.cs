using Dapper;

namespace Switchyard.Storage.Recording;

/// <summary>Which interceptions are meant; null means any.</summary>
public sealed record InterceptionFilter
{
    /// <summary>Id or name of the user.</summary>
    public string? User { get; init; }

    /// <summary>Id of the access key.</summary>
    public Guid? AccessKey { get; init; }

    /// <summary>Id of the provider, or its name at the time.</summary>
    public string? Provider { get; init; }

    /// <summary>The upstream model.</summary>
    public string? Model { get; init; }

    /// <summary>The client.</summary>
    public string? Client { get; init; }

    /// <summary>Id of the session, or its name as the client gave it.</summary>
    public string? Session { get; init; }

    /// <summary>The status.</summary>
    public string? Status { get; init; }

    /// <summary>Begun at this time or later.</summary>
    public DateTimeOffset? StartedAfter { get; init; }

    /// <summary>Begun before this time.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>The condition for a WHERE on <c>interceptions i</c>; its values go into <paramref name="parameters"/>.</summary>
    internal string Where(DynamicParameters parameters)
    {
        var conditions = new List<string> { "1 = 1" };
        Add(User, "user", "(i.user_id = @user or i.user_id in (select id from users where name = @user))");
        Add(AccessKey, "accessKey", "i.access_key_id = @accessKey");
        Add(Provider, "provider", "(i.provider = @provider or i.provider_id = @provider)");
        Add(Model, "model", "i.model = @model");
        Add(Client, "client", "i.client = @client");
        Add(Session, "session", "(i.session_id = @session or i.session = @session)");
        Add(Status, "status", "i.status = @status");
        Add(StartedAfter, "startedAfter", "i.started_at >= @startedAfter");
        Add(StartedBefore, "startedBefore", "i.started_at < @startedBefore");
        return string.Join(" and ", conditions);

        void Add(object? value, string name, string condition)
        {
            if (value is not null)
            {
                parameters.Add(name, value);
                conditions.Add(condition);
            }
        }
    }
}
