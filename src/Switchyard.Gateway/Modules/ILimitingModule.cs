using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Modules;

/// <summary>A module that counts by the limits of the product.</summary>
internal interface ILimitingModule : IModule
{
    /// <summary>The limit.</summary>
    LimitConfig Limit { get; }
}
