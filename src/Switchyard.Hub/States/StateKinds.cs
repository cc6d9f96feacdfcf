namespace Switchyard.Hub.States;

/// <summary>The kinds of objects that the state of a gateway consists of, as they are called on the wire.</summary>
public static class StateKinds
{
    /// <summary>A provider with its keys; its id is the provider's.</summary>
    public const string Provider = "provider";

    /// <summary>A user; its id is the user's.</summary>
    public const string User = "user";

    /// <summary>An access key, as a hash; its id is the key's.</summary>
    public const string AccessKey = "accessKey";

    /// <summary>A model alias; its id is the alias.</summary>
    public const string Route = "route";

    /// <summary>A module of the request pipeline; its id is <see cref="Model.Modules.ModuleIds.Of"/> of its name.</summary>
    public const string Module = "module";

    /// <summary>A limit; its id is the limit's name.</summary>
    public const string Limit = "limit";

    /// <summary>What must be cut; its id is the kind and the id of what is cut.</summary>
    public const string Cut = "cut";

    /// <summary>All prices, one object with the id <see cref="Whole"/>.</summary>
    public const string Prices = "prices";

    /// <summary>How clients are told, one object with the id <see cref="Whole"/>.</summary>
    public const string Detection = "detection";

    /// <summary>Sections <c>server</c>, <c>access</c> and <c>recording</c>, one object with the id <see cref="Whole"/>.</summary>
    public const string Settings = "settings";

    /// <summary>The id of an object of which there is one.</summary>
    public const string Whole = "all";
}
